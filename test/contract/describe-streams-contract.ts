import { describe } from "vitest";
import { appendContract } from "./append.ts";
import { appendJsonContract } from "./append-json.ts";
import { closeStreamContract } from "./close-stream.ts";
import { concurrencyContract } from "./concurrency.ts";
import { createContract } from "./create.ts";
import { createOptionsContract } from "./create-options.ts";
import { deleteContract } from "./delete.ts";
import { expiryContract } from "./expiry.ts";
import { forkContract } from "./fork.ts";
import type { StreamsHost } from "./host.ts";
import { listContract } from "./list.ts";
import { pathsContract } from "./paths.ts";
import { producerContract } from "./producer.ts";
import { readContract } from "./read.ts";
import { readLimitsContract } from "./read-limits.ts";
import { sequenceContract } from "./sequence.ts";
import { setRetentionContract } from "./set-retention.ts";
import { ttlContract } from "./ttl.ts";

/** What a store must do, and a client of one must do alike. */
export function describeStreamsContract(name: string, host: StreamsHost): void {
  describe(name, () => {
    pathsContract(host);
    createContract(host);
    createOptionsContract(host);
    appendContract(host);
    appendJsonContract(host);
    sequenceContract(host);
    setRetentionContract(host);
    producerContract(host);
    closeStreamContract(host);
    concurrencyContract(host);
    readContract(host);
    readLimitsContract(host);
    listContract(host);
    deleteContract(host);
    expiryContract(host);
    ttlContract(host);
    forkContract(host);
  });
}

import { describe } from "vitest";
import { appendAllContract } from "./appending/append-all.ts";
import { appendContract } from "./appending/append.ts";
import { appendJsonContract } from "./appending/append-json.ts";
import { closeStreamContract } from "./appending/close-stream.ts";
import { conditionalContract } from "./appending/conditional.ts";
import { concurrencyContract } from "./appending/concurrency.ts";
import { createContract } from "./streams/create.ts";
import { createOptionsContract } from "./streams/create-options.ts";
import { deleteContract } from "./streams/delete.ts";
import { ensureContract } from "./streams/ensure.ts";
import { expiryContract } from "./expiry/expiry.ts";
import { forkContract } from "./streams/fork.ts";
import { forkChainContract } from "./streams/fork-chain.ts";
import type { StreamsHost } from "../support/host.ts";
import { listContract } from "./streams/list.ts";
import { pathsContract } from "./streams/paths.ts";
import { producerContract } from "./appending/producer.ts";
import { positionsContract } from "./reading/positions.ts";
import { readContract } from "./reading/read.ts";
import { readLimitsContract } from "./reading/read-limits.ts";
import { sequenceContract } from "./appending/sequence.ts";
import { setRetentionContract } from "./retention/set-retention.ts";
import { ttlContract } from "./expiry/ttl.ts";
import { typedStreamsContract } from "./streams/typed.ts";
import { valuesContract } from "./appending/values.ts";

/** What both a store and a client of one promise. */
export function describeStreamsContract(name: string, host: StreamsHost): void {
  describe(name, () => {
    pathsContract(host);
    createContract(host);
    createOptionsContract(host);
    ensureContract(host);
    appendContract(host);
    appendJsonContract(host);
    valuesContract(host);
    sequenceContract(host);
    conditionalContract(host);
    appendAllContract(host);
    setRetentionContract(host);
    producerContract(host);
    closeStreamContract(host);
    concurrencyContract(host);
    readContract(host);
    positionsContract(host);
    readLimitsContract(host);
    listContract(host);
    deleteContract(host);
    expiryContract(host);
    ttlContract(host);
    forkContract(host);
    forkChainContract(host);
    typedStreamsContract(host);
  });
}

import { describe } from "vitest";
import { changesContract } from "./changes.ts";
import { cleanupContract } from "./cleanup.ts";
import { closingContract } from "./closing.ts";
import { datesContract } from "./dates.ts";
import { describeStreamsContract } from "./describe-streams-contract.ts";
import { forkReclaimContract } from "./fork-reclaim.ts";
import type { StoreHost } from "./host.ts";
import { jumpingClockContract } from "./jumping-clock.ts";
import { liveExpiryContract } from "./live-expiry.ts";
import { maintenanceContract } from "./maintenance.ts";
import { randomOperationsContract } from "./random-operations.ts";
import { reopenContract } from "./reopen.ts";
import { retentionContract } from "./retention.ts";
import { retentionFloorContract } from "./retention-floor.ts";
import { storeOptionsContract } from "./store-options.ts";
import { subscribeContract } from "./subscribe.ts";
import { subscribeEndContract } from "./subscribe-end.ts";
import { subscribeReleaseContract } from "./subscribe-release.ts";

/** What every store must do, wherever it keeps its streams. */
export function describeStoreContract(name: string, host: StoreHost): void {
  describeStreamsContract(name, host);
  describe(name, () => {
    storeOptionsContract(host);
    subscribeContract(host);
    subscribeEndContract(host);
    subscribeReleaseContract(host);
    liveExpiryContract(host);
    changesContract(host);
    cleanupContract(host);
    jumpingClockContract(host);
    datesContract(host);
    retentionContract(host);
    retentionFloorContract(host);
    maintenanceContract(host);
    forkReclaimContract(host);
    closingContract(host);
    if (host.reopen) reopenContract(host, host.reopen);
    randomOperationsContract(host);
  });
}

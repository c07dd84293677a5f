import { describe } from "vitest";
import { afterReplicatedContract } from "./retention/after-replicated.ts";
import { changesContract } from "./reading/changes.ts";
import { cleanupContract } from "./expiry/cleanup.ts";
import { closingContract } from "./lifetime/closing.ts";
import { datesContract } from "./appending/dates.ts";
import { describeStreamsContract } from "./describe-streams-contract.ts";
import { forkReclaimContract } from "./streams/fork-reclaim.ts";
import type { StoreHost } from "../support/host.ts";
import { jumpingClockContract } from "./expiry/jumping-clock.ts";
import { liveExpiryContract } from "./expiry/live-expiry.ts";
import { maintenanceContract } from "./lifetime/maintenance.ts";
import { randomOperationsContract } from "./random/random-operations.ts";
import { reopenContract } from "./lifetime/reopen.ts";
import { retentionContract } from "./retention/retention.ts";
import { retentionFloorContract } from "./retention/retention-floor.ts";
import { secondJumpContract } from "./expiry/second-jump.ts";
import { severalForksContract } from "./streams/several-forks.ts";
import { storeOptionsContract } from "./lifetime/store-options.ts";
import { followPositionsContract } from "./reading/follow-positions.ts";
import { subscribeContract } from "./reading/subscribe.ts";
import { subscribeEndContract } from "./reading/subscribe-end.ts";
import { subscribeReleaseContract } from "./reading/subscribe-release.ts";
import { typedFollowContract } from "./streams/typed.ts";
import { clockIn1970Contract } from "./expiry/clock-in-1970.ts";
import { wrongClockContract } from "./expiry/wrong-clock.ts";

/** What every store promises, wherever it keeps its streams. */
export function describeStoreContract(name: string, host: StoreHost): void {
  describeStreamsContract(name, host);
  describe(name, () => {
    storeOptionsContract(host);
    subscribeContract(host);
    followPositionsContract(host);
    subscribeEndContract(host);
    subscribeReleaseContract(host);
    liveExpiryContract(host);
    changesContract(host);
    cleanupContract(host);
    jumpingClockContract(host);
    secondJumpContract(host);
    wrongClockContract(host);
    clockIn1970Contract(host);
    datesContract(host);
    retentionContract(host);
    retentionFloorContract(host);
    afterReplicatedContract(host);
    maintenanceContract(host);
    forkReclaimContract(host);
    severalForksContract(host);
    typedFollowContract(host);
    closingContract(host);
    if (host.reopen) reopenContract(host, host.reopen);
    randomOperationsContract(host);
  });
}

import { onTestFinished } from "vitest";
import { openStreamStore, type Claim, type StoreOptions, type StreamStore } from "../../src/store/index.ts";
import { expectCode } from "../support/expect-code.ts";
import { testClock, type TestClock } from "../support/clock.ts";
import { readAll } from "../support/reading.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

export const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** A store on disk whose clock the test moves, and which can be reopened. */
export interface StoreWithClock {
  readonly clock: TestClock;
  readonly store: StreamStore;
  reopen(options?: StoreOptions): Promise<StreamStore>;
}

export async function openStoreWithClock(options: StoreOptions = {}): Promise<StoreWithClock> {
  const directory = await temporaryDirectory();
  const clock = testClock();
  const open = (more: StoreOptions = {}) =>
    openStreamStore({ directory, now: clock.now, logger: silent, ...options, ...more });
  let store = open();
  onTestFinished(() => store.close());
  return {
    clock,
    get store() {
      return store;
    },
    async reopen(more) {
      await store.close();
      store = open(more);
      return store;
    },
  };
}

/** A pull-wake subscription `workers` on `jobs/*`, its wake stream `wake`, and the stream `jobs/a`. */
export async function createPullWake(store: StreamStore): Promise<void> {
  await store.create("wake", { contentType: "application/json" });
  await store.subscriptions.create("workers", { type: "pull-wake", pattern: "jobs/*", wakeStream: "wake" });
  await store.create("jobs/a");
}

/** Acks for everything that a claim has named. */
export function acksOf(claim: Claim) {
  return claim.streams.map(({ path, tailOffset }) => ({ stream: path, offset: tailOffset }));
}

/** The generations of the wake events, in order. */
export async function generations(store: StreamStore, wakeStream = "wake"): Promise<number[]> {
  const events = (await readAll(store, wakeStream)) as { generation: number }[];
  return events.map(({ generation }) => generation);
}

/** Claims the first wake and finishes it; returns that claim, whose tickets are fenced from then on. */
export async function finishOneClaim(store: StreamStore): Promise<Claim> {
  await store.append("jobs/a", "x");
  const claim = await store.subscriptions.claim("workers", { worker: "first" });
  await store.subscriptions.ack("workers", claim, { acks: acksOf(claim), done: true });
  return claim;
}

/**
 * Ends what the clock has ended, such as a lease, without waiting for a timer. A fenced ticket does that and nothing else.
 */
export async function settleSubscription(store: StreamStore, old: Claim): Promise<void> {
  await expectCode(store.subscriptions.release("workers", old), "FENCED");
}

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}

import { describe, expect, test } from "vitest";
import { StreamError, type Claim } from "../../src/store/index.ts";
import { seededRandom } from "../support/seeded-random.ts";
import {
  acksOf,
  settleSubscription,
  createPullWake,
  generations,
  finishOneClaim,
  openStoreWithClock,
  type StoreWithClock,
} from "./subscribed-store.ts";

const steps = 300;
const paths = ["jobs/a", "jobs/b", "jobs/c", "elsewhere"];
const expected = new Set(["NOT_FOUND", "ALREADY_CLAIMED", "NO_PENDING_WORK", "FENCED", "INVALID_OFFSET"]);

describe("random operations", () => {
  test.each([1, 2, 3, 4, 5, 6])("lose no work (seed %i)", async (seed) => {
    const opened = await openStoreWithClock({ durability: "normal" });
    await createPullWake(opened.store);
    const old = await finishOneClaim(opened.store);
    const random = seededRandom(seed);
    const claims: Claim[] = [];
    for (let step = 0; step < steps; step++) {
      const together = Array.from({ length: 1 + random.below(4) }, () => act(opened, random, claims));
      const settled = await Promise.allSettled(together);
      for (const outcome of settled) if (outcome.status === "rejected") assertExpected(outcome.reason);
      if (random.below(25) === 0) await opened.reopen();
      await checkInvariants(opened, old);
    }
    await drain(opened);
  });
});

type Random = ReturnType<typeof seededRandom>;

async function act({ store, clock }: StoreWithClock, random: Random, claims: Claim[]): Promise<unknown> {
  const { subscriptions } = store;
  const claim = claims.length > 0 ? random.pick(claims.slice(-3)) : undefined;
  switch (random.below(9)) {
    case 0:
      return store.create(random.pick(paths), random.below(2) === 0 ? {} : { data: "x" });
    case 1:
      return store.delete(random.pick(paths));
    case 2:
    case 3:
    case 4:
      return store.append(random.pick(paths), "x");
    case 5:
      return subscriptions.claim("workers", { worker: "w" }).then((made) => claims.push(made));
    case 6:
      return claim && subscriptions.ack("workers", claim, { acks: acksOf(claim), done: random.below(3) > 0 });
    case 7:
      return claim && subscriptions.release("workers", claim);
    default:
      clock.ms += random.below(20_000);
      return undefined;
  }
}

function assertExpected(error: unknown): void {
  expect(error).toBeInstanceOf(StreamError);
  expect(expected).toContain((error as StreamError).code);
}

/** Every wake was announced once and in order; and where there is work, there is a wake. */
async function checkInvariants({ store, clock }: StoreWithClock, old: Claim): Promise<void> {
  await settleSubscription(store, old);
  const told = await generations(store);
  expect(told).toEqual(told.map((_, i) => i + 1));
  if (!(await hasWork(store))) return;
  const probe = store.subscriptions.claim("workers", { worker: "probe" });
  const outcome = await probe.catch((error: StreamError) => error);
  if (outcome instanceof StreamError) return expect(outcome.code).toBe("ALREADY_CLAIMED");
  // It was announced before this claim.
  expect(told.at(-1)).toBe(outcome.generation);
  // Its lease runs out.
  clock.ms += 30_000;
}

async function hasWork(store: StoreWithClock["store"]): Promise<boolean> {
  const { streams } = await store.subscriptions.get("workers");
  const behind = streams.map(
    async ({ path, ackedOffset }) => ackedOffset < (await store.head(path)).tailOffset,
  );
  return (await Promise.all(behind)).includes(true);
}

/** Workers take turns until no work is left. */
async function drain({ store, clock }: StoreWithClock): Promise<void> {
  clock.ms += 30_000;
  while (await hasWork(store)) {
    const claim = await store.subscriptions.claim("workers", { worker: "last" });
    const acked = await store.subscriptions.ack("workers", claim, { acks: acksOf(claim), done: true });
    expect(acked).toEqual({ nextWake: false });
  }
}

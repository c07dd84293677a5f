import { expect, onTestFinished, test, vi, type Mock } from "vitest";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { partsOf } from "../../../src/store/stream-store.ts";
import { stopRunningTime, testClock } from "../../support/clock.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const hourMs = 3_600_000;

test("only the first cleanup scans the deadlines, until the clock is set back", async () => {
  const { store, clock, cleanUp, scans } = await open();
  await store.create("a", { ttlSeconds: 60 });
  for (let i = 0; i < 3; i++) await cleanUp();
  expect(scans).toHaveBeenCalledTimes(1);
  clock.ms += hourMs;
  await store.create("b", { ttlSeconds: 60 });
  await cleanUp();
  expect(scans).toHaveBeenCalledTimes(1);
  clock.ms -= hourMs;
  // One scan shortens the deadline, and one finds no other.
  for (let i = 0; i < 4; i++) await cleanUp();
  expect(scans).toHaveBeenCalledTimes(3);
  expect((await store.head("b")).deadline).toEqual(new Date(clock.ms + 60_000));
});

test("after the clock was set back, each cleanup scans them until the grace is over", async () => {
  const graceMs = 60_000;
  const passRunningTime = stopRunningTime();
  const { store, clock, cleanUp, scans } = await open({ expiryGraceMs: graceMs });
  clock.ms += hourMs;
  await store.create("a", { ttlSeconds: 60 });
  clock.ms -= hourMs;
  for (let i = 0; i < 3; i++) await cleanUp();
  expect(scans).toHaveBeenCalledTimes(3);
  passRunningTime(graceMs);
  for (let i = 0; i < 4; i++) await cleanUp();
  expect(scans).toHaveBeenCalledTimes(5);
});

test("cleanup shortens a deadline that a read has set, but not written yet", async () => {
  const { store, clock, cleanUp } = await open();
  await store.create("a", { ttlSeconds: 7200 });
  await cleanUp();
  clock.ms += hourMs;
  await store.read("a");
  clock.ms -= hourMs;
  await cleanUp();
  clock.ms += 7_200_000;
  await expect(store.head("a")).rejects.toMatchObject({ code: "NOT_FOUND" });
});

async function open(options: { readonly expiryGraceMs?: number } = {}): Promise<{
  readonly store: StreamStore;
  readonly clock: ReturnType<typeof testClock>;
  readonly cleanUp: () => Promise<void>;
  /** The scans of the deadlines of this store. */
  readonly scans: Mock;
}> {
  const clock = testClock();
  const directory = await temporaryDirectory();
  const store = openStreamStore({ directory, now: clock.now, cleanupIntervalMs: 0, ...options });
  onTestFinished(() => store.close());
  const scans = vi.spyOn(partsOf(store).context.catalog, "sliding");
  // What cleanup has shortened reaches the disk with the next commit.
  const cleanUp = async () => {
    await store.inspection.cleanUp();
    await store.create("another");
    await store.delete("another");
  };
  return { store, clock, cleanUp, scans };
}

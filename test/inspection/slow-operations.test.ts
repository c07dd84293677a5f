import { expect, onTestFinished, test } from "vitest";
import { openStreamStore } from "../../src/store/index.ts";
import { testClock } from "../support/clock.ts";

test("the slowest operations are those of the last ten minutes, however slow earlier ones were", async () => {
  const clock = testClock();
  const store = openStreamStore({ inMemory: true, now: clock.now });
  onTestFinished(() => store.close());
  const { inspection } = store;
  await store.create("s");
  const message = new Uint8Array(1_000_000);
  // Each takes until the commit that serves them all.
  await Promise.all(Array.from({ length: 20 }, () => store.append("s", message)));
  expect((await inspection.health()).slowest.map(({ operation }) => operation)).toContain("append");
  clock.ms += 11 * 60_000;
  await store.head("s");
  expect((await inspection.health()).slowest.map(({ operation }) => operation)).toEqual(["head"]);
});

import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { openStreamStore } from "../../../src/store/index.ts";
import { testClock } from "../../support/clock.ts";
import { openTestStore } from "../../support/open-store.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const in2099 = Date.UTC(2099, 0, 1);

test("many messages of a clock that ran ahead are dated anew in steps, and then new ones have the right time", async () => {
  const clock = testClock();
  const store = openTestStore({ inMemory: true, now: clock.now, cleanupIntervalMs: 0 });
  const now = clock.ms;
  clock.ms = in2099;
  await store.create("a", { data: Array.from({ length: 2000 }, () => Buffer.alloc(2000)) });
  clock.ms = now;
  /** The times of the messages after a position. */
  const timesAfter = async (position: number) => {
    const { messages } = await store.read("a", { limitMessages: 100_000, limitBytes: 64 * 1024 * 1024 });
    const offset = position === 0 ? "-1" : messages.at(position - 1)!.offset;
    return [...(await store.inspection.preview("a", { offset })).appendedAt];
  };
  await store.append("a", "x");
  expect((await timesAfter(0))[0]).toBe(now);
  // Not all in one commit: that would hold up other work.
  expect((await timesAfter(2000))[0]).toBe(in2099);
  for (let i = 0; i < 20; i++) await store.append("a", "x");
  expect(await timesAfter(2000)).toEqual(Array.from({ length: 21 }, () => now));
  for await (const { problems } of store.verify()) expect(problems).toEqual([]);
});

test("one cleanup dates all of them anew", async () => {
  const clock = testClock();
  const store = openTestStore({ inMemory: true, now: clock.now, cleanupIntervalMs: 0 });
  const now = clock.ms;
  clock.ms = in2099;
  await store.create("a", {
    retention: { maxAgeMs: 86_400_000 },
    data: Array.from({ length: 2000 }, () => Buffer.alloc(2000)),
  });
  clock.ms = now;
  await store.inspection.cleanUp();
  const { appendedAt } = await store.inspection.preview("a", { offset: "-1" });
  expect(new Set(appendedAt)).toEqual(new Set([now]));
  const { messages } = await store.read("a", { limitMessages: 100_000, limitBytes: 64 * 1024 * 1024 });
  const last = await store.inspection.preview("a", { offset: messages.at(-2)!.offset });
  expect([...last.appendedAt]).toEqual([now]);
});

test("a damaged row that is dated anew stays damaged", async () => {
  const clock = testClock(in2099);
  const directory = await temporaryDirectory();
  const options = { directory, now: clock.now, cleanupIntervalMs: 0 };
  const first = openStreamStore(options);
  await first.create("a", { data: ["x", "y"] });
  await first.close();
  const db = new Database(join(directory, "streams.db"));
  db.exec("UPDATE message SET data = x'7a7a' WHERE lengths IS NOT NULL");
  db.close();
  clock.ms = Date.UTC(2030, 0, 1);
  const store = openStreamStore(options);
  onTestFinished(() => store.close());
  await store.append("a", "z");
  let found: readonly unknown[] = [];
  for await (const { problems } of store.verify()) found = problems;
  expect(found).toHaveLength(1);
});

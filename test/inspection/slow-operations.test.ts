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

test("what was slow includes reads, pages of subscribers and searches, to their end", async () => {
  const store = openStreamStore({ inMemory: true });
  onTestFinished(() => store.close());
  const { inspection } = store;
  await store.create("s", { contentType: "text/plain", data: ["one", "two"] });
  await store.read("s");
  const pages = store.subscribe("s");
  await pages.next();
  await pages.return();
  for await (const _ of inspection.search("s", { text: "two" }));
  const { slowest } = await inspection.health();
  const measured = slowest.filter(({ path }) => path === "s").map(({ operation }) => operation);
  expect(measured).toEqual(expect.arrayContaining(["readPacked", "subscribe", "search"]));
  expect(measured.filter((operation) => operation === "subscribe")).toHaveLength(1);
});

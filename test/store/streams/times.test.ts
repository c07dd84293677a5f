import { expect, test } from "vitest";
import { testClock } from "../../support/clock.ts";
import { openTestStore } from "../../support/open-store.ts";
import { readTexts } from "../../support/reading.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { problemsOf } from "../../support/verify-store.ts";

const hourMs = 3_600_000;

/** Opens the same directory again and again, on a clock that is set back by an hour each time. */
async function directoryOnClock() {
  const directory = await temporaryDirectory();
  const clock = testClock();
  const open = () =>
    openTestStore({
      directory,
      now: clock.now,
      cleanupIntervalMs: 0,
      compactIntervalMs: 0,
      expiryGraceMs: 0,
    });
  return { clock, open };
}

test("times never decrease within a stream or its forks, however often the clock is set back", async () => {
  const { clock, open } = await directoryOnClock();
  for (let round = 0; round < 3; round++) {
    const store = open();
    if (round === 0) await store.create("a", { contentType: "text/plain" });
    await store.append("a", `${round} before`);
    clock.ms -= hourMs;
    await store.append("a", `${round} after`);
    await store.create(`fork/${round}`, { fork: { path: "a" }, data: "forked" });
    await store.append(`fork/${round}`, "appended");
    expect(await problemsOf(store)).toBeUndefined();
    await store.close();
  }
  const store = open();
  expect(await readTexts(store, "fork/0")).toEqual(["0 before", "0 after", "forked", "appended"]);
  expect(await readTexts(store, "a")).toHaveLength(6);
});

test("times never decrease after all messages were dropped, while a fork still shows them", async () => {
  const { clock, open } = await directoryOnClock();
  const store = open();
  await store.create("a", { contentType: "text/plain", data: ["0", "1"] });
  await store.create("fork", { fork: { path: "a" } });
  await store.setRetention("a", { maxAgeMs: 1000 });
  clock.ms += 2000;
  expect(await readTexts(store, "a")).toEqual([]);
  await store.close();
  clock.ms -= hourMs;
  const again = open();
  await again.append("a", "2");
  expect(await problemsOf(again)).toBeUndefined();
  expect(await readTexts(again, "fork")).toEqual(["0", "1"]);
});

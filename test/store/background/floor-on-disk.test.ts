import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { testClock } from "../../support/clock.ts";
import { openTestStore } from "../../support/open-store.ts";
import { readTexts } from "../../support/reading.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

test("a floor that a read has raised is on disk before what is below it is deleted", async () => {
  const [directory, copy] = [await temporaryDirectory(), await temporaryDirectory()];
  const clock = testClock();
  const options = { now: clock.now, cleanupIntervalMs: 0, compactIntervalMs: 0, expiryGraceMs: 0 };
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const store = openTestStore({ ...options, directory });
  onTestFinished(() => void vi.useRealTimers());
  // What an earlier process left behind: nothing.
  await vi.advanceTimersByTimeAsync(500);
  await store.create("a", { contentType: "text/plain", retention: { maxAgeMs: 1000 } });
  for (const text of ["0", "1", "2"]) {
    await store.append("a", text);
    clock.ms += 600;
  }
  // "0" was dropped by a commit, "1" is dropped by this read, in memory. Then maintenance deletes both.
  expect(await readTexts(store, "a")).toEqual(["2"]);
  vi.advanceTimersByTime(500);
  for (const name of ["streams.db", "streams.db-wal"]) cpSync(join(directory, name), join(copy, name));
  vi.useRealTimers();
  // What a crash leaves, on a machine whose clock is set back: "1" is not too old there.
  clock.ms -= 600;
  expect(await readTexts(openTestStore({ ...options, directory: copy }), "a")).toEqual(["2"]);
});

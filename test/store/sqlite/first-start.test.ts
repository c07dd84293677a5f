import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const threads = 2;
/** The folders that both threads have to create, some of them at the same moment. */
const depth = 40;

test("of two simultaneous first starts, one opens the store and the other gets STORE_LOCKED", async () => {
  for (let round = 0; round < 5; round++) {
    const directory = join(await temporaryDirectory(), ...Array.from({ length: depth }, () => "d"));
    const ready = new Int32Array(new SharedArrayBuffer(4));
    const starts = Array.from({ length: threads }, () => {
      const workerData = { directory, ready, threads };
      return new Worker(new URL("first-start.ts", import.meta.url), { workerData });
    });
    const outcomes = await Promise.all(starts.map((start) => once(start, "message")));
    expect(new Set(outcomes.flat())).toEqual(new Set(["opened", "STORE_LOCKED"]));
    for (const start of starts) start.postMessage("close");
    await Promise.all(starts.map((start) => once(start, "exit")));
  }
});

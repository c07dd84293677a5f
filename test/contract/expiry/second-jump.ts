import { describe, expect, test } from "vitest";
import type { StreamStoreApi } from "../../../src/store/index.ts";
import { stopRunningTime, type TestClock } from "../../support/clock.ts";
import { expectCode } from "../../support/expect-code.ts";
import { openWithClock, type StoreHost } from "../../support/host.ts";
import { readTexts } from "../../support/reading.ts";
import { cleanupPasses } from "./cleanup-passes.ts";

const graceMs = 60_000;
const dayMs = 24 * 3_600_000;

/** A clock that jumps twice: the grace of the second jump begins with the second one. */
export function secondJumpContract(host: StoreHost): void {
  describe("a clock that jumps a second time, long after the first", () => {
    test("ahead and back drops no messages", async () => {
      const { store, clock, pass } = await open(host);
      await store.create("a", { contentType: "text/plain", retention: { maxAgeMs: 10 * dayMs }, data: "x" });
      for (let jump = 0; jump < 3; jump++) {
        clock.ms += 20 * dayMs;
        expect(await readTexts(store, "a")).toEqual(["x"]);
        await cleanupPasses(clock);
        pass(graceMs / 2);
        expect(await readTexts(store, "a")).toEqual(["x"]);
        clock.ms -= 20 * dayMs;
        await cleanupPasses(clock);
        pass(2 * graceMs);
        expect(await readTexts(store, "a")).toEqual(["x"]);
      }
    });

    test("ahead, to stay, drops messages once its own grace is over", async () => {
      const { store, clock, pass } = await open(host);
      await store.create("a", { contentType: "text/plain", retention: { maxAgeMs: 10 * dayMs }, data: "x" });
      for (const days of [20, -20]) {
        clock.ms += days * dayMs;
        await cleanupPasses(clock);
        pass(graceMs / 2);
      }
      pass(2 * graceMs);
      await cleanupPasses(clock);
      clock.ms += 20 * dayMs;
      await cleanupPasses(clock);
      pass(graceMs / 2);
      await cleanupPasses(clock);
      expect(await readTexts(store, "a")).toEqual(["x"]);
      pass(graceMs);
      expect(await readTexts(store, "a")).toEqual([]);
    });

    test("ahead and back deletes no streams", async () => {
      const { store, clock, pass } = await open(host);
      await store.create("sliding", { ttlSeconds: 3600, data: "x" });
      await store.create("dated", { expiresAt: new Date(clock.ms + dayMs), data: "x" });
      for (let jump = 0; jump < 3; jump++) {
        clock.ms += 2 * dayMs;
        for (const path of ["sliding", "dated"]) await expectCode(store.head(path), "NOT_FOUND");
        await cleanupPasses(clock);
        pass(graceMs / 2);
        await cleanupPasses(clock);
        clock.ms -= 2 * dayMs;
        await cleanupPasses(clock);
        pass(2 * graceMs, "but not the clock");
        for (const path of ["sliding", "dated"])
          expect(await store.head(path)).toMatchObject({ messageCount: 1 });
      }
    });

    test("back and ahead shortens no TTL", async () => {
      const { store, clock, pass } = await open(host);
      await store.create("a", { ttlSeconds: 7 * 86_400, data: "x" });
      const { deadline } = await store.head("a");
      for (let jump = 0; jump < 3; jump++) {
        clock.ms -= 100 * dayMs;
        await store.head("a");
        pass(graceMs / 2, "but not the clock");
        await store.head("a");
        clock.ms += 100 * dayMs;
        await store.head("a");
        pass(2 * graceMs, "but not the clock");
        expect((await store.head("a")).deadline).toEqual(deadline);
      }
    });
  });
}

/** Lets running time pass, and the clock with it. */
type Pass = (ms: number, butNot?: "but not the clock") => void;

async function open(
  host: StoreHost,
): Promise<{ readonly store: StreamStoreApi; readonly clock: TestClock; readonly pass: Pass }> {
  const passRunningTime = stopRunningTime();
  const options = { cleanupIntervalMs: 2, expiryGraceMs: graceMs };
  const { streams: store, clock } = await openWithClock(host, options);
  const pass: Pass = (ms, butNot) => {
    passRunningTime(ms);
    if (!butNot) clock.ms += ms;
  };
  return { store, clock, pass };
}

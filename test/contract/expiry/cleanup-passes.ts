import { expect } from "vitest";
import type { TestClock } from "../../support/clock.ts";

/** Several passes: each reads the clock at its start, at its end, and for every stream with `maxAgeMs`. */
const reads = 30;

/** Resolves when cleanup has run several times: while a store is idle, only cleanup reads its clock. */
export async function cleanupPasses(clock: TestClock): Promise<void> {
  const enough = clock.reads + reads;
  await expect.poll(() => clock.reads, { interval: 1 }).toBeGreaterThan(enough);
}

import { expect, test } from "vitest";
import { backoffMs } from "../../src/waiting/backoff.ts";

const failures = [1, 2, 3, 4, 5, 2000];

test("delays double up to the upper bound", () => {
  const delays = failures.map((n) => backoffMs(n, { initialMs: 100, maxMs: 1000 }));
  expect(delays).toEqual([100, 200, 400, 800, 1000, 1000]);
});

test("jitter multiplies each delay by a factor from its range", () => {
  const curve = { initialMs: 100, maxMs: 1000, jitter: [0.5, 1.5] } as const;
  const delays = (random: number) => failures.map((n) => backoffMs(n, curve, () => random));
  expect(delays(0)).toEqual([50, 100, 200, 400, 500, 500]);
  expect(delays(0.5)).toEqual([100, 200, 400, 800, 1000, 1000]);
  expect(delays(1)).toEqual([150, 300, 600, 1200, 1500, 1500]);
});

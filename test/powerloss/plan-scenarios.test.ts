import { expect, test } from "vitest";
import { planScenarios } from "./plan-scenarios.ts";

test.each([2, 3, 200, 400, 1499, 1501, 3000])(
  "a run of %i images tests both durabilities alike, whatever its seed",
  (images) => {
    for (let seed = 0; seed < 10; seed++) {
      const scenarios = planScenarios(images, seed);
      const sums = { full: 0, normal: 0 };
      for (const { durability, images } of scenarios) sums[durability] += images;
      expect(sums.full + sums.normal).toBe(images);
      expect(sums.full - sums.normal).toBeLessThanOrEqual(images % scenarios.length);
      expect(sums.normal).toBeGreaterThan(0);
      expect(Math.max(...scenarios.map(({ images }) => images))).toBeLessThanOrEqual(750);
    }
  },
);

test("a scenario is repeated by its seed and twice its images", () => {
  for (const scenario of planScenarios(1700, 5))
    expect(planScenarios(2 * scenario.images, scenario.seed)).toContainEqual(scenario);
});

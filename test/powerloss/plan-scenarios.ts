import type { Durability } from "../../src/store/index.ts";
import type { Scenario } from "./scenario.ts";

const maxImagesPerScenario = 750;
const durabilities = ["full", "normal"] as const satisfies readonly Durability[];

/**
 * Scenarios in pairs with the same seed, one for each durability, so that every run tests both. A run of twice a scenario's
 * images with its seed repeats it.
 */
export function planScenarios(images: number, firstSeed: number): Scenario[] {
  const pairs = Math.ceil(images / (2 * maxImagesPerScenario));
  return Array.from({ length: pairs }, (_, pair) =>
    durabilities.map((durability, i) => ({
      seed: firstSeed + pair,
      durability,
      images: share(images, 2 * pair + i, 2 * pairs),
    })),
  ).flat();
}

/** The images of one of `count` scenarios; the first ones get what is left over. */
function share(images: number, index: number, count: number): number {
  return Math.floor(images / count) + (index < images % count ? 1 : 0);
}

import type { Sample } from "./measure.ts";

/** How much each figure may grow over the second half of a soak, by the line through its samples. */
const bounds: Record<keyof Sample, number> = {
  heapBytes: 256 * 1024,
  externalBytes: 256 * 1024,
  // Pools of the allocator and of Chromium grow and shrink.
  rssBytes: 16 * 1024 * 1024,
  // A timer may show in one sample and not in the next. A leak of one in each cycle adds up to four at least.
  files: 3,
  handles: 3,
  storeBytes: 128 * 1024,
};

export interface Growth {
  readonly name: keyof Sample;
  /** Over the second half of the samples. */
  readonly growth: number;
  readonly isFlat: boolean;
}

/** Caches and pools fill during the first half; what still grows after that is a leak. */
export function growthOf(samples: readonly Sample[]): Growth[] {
  const half = samples.slice(Math.floor(samples.length / 2));
  return (Object.keys(bounds) as (keyof Sample)[]).map((name) => {
    const growth = slope(half.map((sample) => sample[name])) * (half.length - 1);
    return { name, growth, isFlat: growth <= bounds[name] };
  });
}

/** The median of the slopes between any two samples (Theil–Sen), which a few outliers do not move. */
function slope(values: readonly number[]): number {
  const slopes = values.flatMap((from, i) => values.slice(i + 1).map((to, gap) => (to - from) / (gap + 1)));
  return slopes.toSorted((a, b) => a - b)[Math.floor(slopes.length / 2)] ?? 0;
}

import type { Sample } from "./measure.ts";

/** By how much a figure may have grown over the second half of a soak, as the line through its samples has it. */
const bounds: Record<keyof Sample, number> = {
  heapBytes: 256 * 1024,
  externalBytes: 256 * 1024,
  // The allocator's and Chromium's own pools come and go.
  rssBytes: 16 * 1024 * 1024,
  // A timer is there at one look and not at the next; what stays with each cycle is four at the least.
  files: 3,
  handles: 3,
  storeBytes: 128 * 1024,
};

export interface Growth {
  readonly name: keyof Sample;
  /** Over the second half. */
  readonly growth: number;
  readonly isFlat: boolean;
}

/** The first half is for caches and pools to fill; what goes on growing after that is a leak. */
export function growthOf(samples: readonly Sample[]): Growth[] {
  const half = samples.slice(Math.floor(samples.length / 2));
  return (Object.keys(bounds) as (keyof Sample)[]).map((name) => {
    const growth = slope(half.map((sample) => sample[name])) * (half.length - 1);
    return { name, growth, isFlat: growth <= bounds[name] };
  });
}

/** The median of the slopes between any two samples (Theil and Sen): a few outliers do not move it. */
function slope(values: readonly number[]): number {
  const slopes = values.flatMap((from, i) => values.slice(i + 1).map((to, gap) => (to - from) / (gap + 1)));
  return slopes.toSorted((a, b) => a - b)[Math.floor(slopes.length / 2)] ?? 0;
}

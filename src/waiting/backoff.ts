/** How the delays of a sequence of retries grow. */
export interface BackoffCurve {
  /** The delay after the first failure, in milliseconds; each further failure doubles it. */
  readonly initialMs: number;
  /** Upper bound of the delay before jitter, in milliseconds. */
  readonly maxMs: number;
  /** Multiplies each delay by a random factor from this range, so that clients that failed together do not retry together. */
  readonly jitter?: readonly [least: number, most: number];
}

/** A larger exponent changes nothing for realistic bounds, and keeps the power finite. */
const maxDoublings = 30;

/** Milliseconds to wait after so many failures in a row, 1 being the first. */
export function backoffMs(
  failures: number,
  { initialMs, maxMs, jitter: [least, most] = [1, 1] }: BackoffCurve,
  random: () => number = Math.random,
): number {
  const delay = Math.min(maxMs, initialMs * 2 ** Math.min(failures - 1, maxDoublings));
  return delay * (least + (most - least) * random());
}

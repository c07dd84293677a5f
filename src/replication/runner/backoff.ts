export interface BackoffOptions {
  /** Upper bound of the first wait, in milliseconds; 500 by default. */
  readonly initialMs?: number;
  /** Upper bound of every wait, in milliseconds; 60,000 by default. */
  readonly maxMs?: number;
}

/** Waits that grow: each is random below its bound (full jitter), so that many do not come back together. */
export class Backoff {
  readonly #initialMs: number;
  readonly #maxMs: number;
  #failures = 0;

  constructor({ initialMs = 500, maxMs = 60_000 }: BackoffOptions) {
    this.#initialMs = initialMs;
    this.#maxMs = maxMs;
  }

  /** After a failure: how long to wait, in milliseconds, and not less than `leastMs`. */
  next(leastMs = 0): number {
    const bound = Math.min(this.#maxMs, this.#initialMs * 2 ** Math.min(this.#failures++, 30));
    // Never at once: even the luckiest draw is no busy loop.
    return leastMs + bound * (0.1 + 0.9 * Math.random());
  }

  reset(): void {
    this.#failures = 0;
  }
}

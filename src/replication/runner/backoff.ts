import { backoffMs } from "../../waiting/backoff.ts";

export interface BackoffOptions {
  /** Upper bound of the first wait, in milliseconds; 500 by default. */
  readonly initialMs?: number;
  /** Upper bound of every wait, in milliseconds; 60,000 by default. */
  readonly maxMs?: number;
}

/** Close to full jitter, so that many clients do not come back together, yet never a busy loop. */
const jitter = [0.1, 1] as const;

/** Waits that grow with each failure. */
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
    this.#failures++;
    return leastMs + backoffMs(this.#failures, { initialMs: this.#initialMs, maxMs: this.#maxMs, jitter });
  }

  /** A wait as after many failures, in milliseconds. */
  longest(): number {
    const [least, most] = jitter;
    return this.#maxMs * (least + (most - least) * Math.random());
  }

  reset(): void {
    this.#failures = 0;
  }
}

import { backoffMs } from "../../waiting/backoff.ts";

const curve = { initialMs: 50, maxMs: 5000 };
/** A process that stayed up this long starts the delays over when it ends, in milliseconds. */
const stableMs = 30_000;

/** How long to wait before each restart of a process that keeps ending. */
export class RestartDelay {
  readonly #now: () => number;
  #failures = 0;
  #openedAt = Infinity;

  /** `now` is a monotonic clock, in milliseconds. */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** The process has opened its store. */
  opened(): void {
    this.#openedAt = this.#now();
  }

  /** The process has ended. Returns the delay before the next start, in milliseconds. */
  next(): number {
    if (this.#now() - this.#openedAt > stableMs) this.#failures = 0;
    // Until the next process opens its store, none is up.
    this.#openedAt = Infinity;
    return backoffMs(++this.#failures, curve);
  }
}

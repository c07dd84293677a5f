import { backoffMs } from "../waiting/backoff.ts";

const curve = { initialMs: 50, maxMs: 5000 };
/** A process that stayed up this long starts the delays over when it ends, in milliseconds. */
const stableMs = 30_000;

/** How long to wait before each restart of a process that keeps ending. */
export class RestartDelay {
  #failures = 0;
  #openedAt = Infinity;

  /** The process has opened its store. */
  opened(): void {
    this.#openedAt = performance.now();
  }

  /** The delay before the next start, in milliseconds. */
  next(): number {
    if (performance.now() - this.#openedAt > stableMs) this.#failures = 0;
    return backoffMs(++this.#failures, curve);
  }
}

const firstMs = 50;
const lastMs = 5000;
/** After this long without an end, the next one counts as the first. */
const settledMs = 30_000;

/** How long to wait before each start of a process that keeps ending: a little longer each time. */
export class RestartDelay {
  #ms = firstMs;
  #startedAt = -Infinity;

  started(): void {
    this.#startedAt = performance.now();
  }

  next(): number {
    if (performance.now() - this.#startedAt > settledMs && this.#startedAt > 0) this.#ms = firstMs;
    const ms = this.#ms;
    this.#ms = Math.min(lastMs, 2 * ms);
    return ms;
  }
}

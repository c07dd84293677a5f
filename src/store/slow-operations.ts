import type { SlowOperation } from "../protocol/inspection.ts";

const kept = 20;
/** After that an operation is none of the last ones any more, in milliseconds. */
const keptMs = 10 * 60_000;

/** The slowest of the last operations. Off, and free of cost, until somebody inspects the store. */
export class SlowOperations {
  readonly #now: () => number;
  #slowest: SlowOperation[] = [];
  #isOn = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  begin(): void {
    this.#isOn = true;
  }

  /** Slowest first. */
  get slowest(): readonly SlowOperation[] {
    this.#forgetOld();
    return this.#slowest;
  }

  /** Runs an operation, and remembers how long it took if that was long: until its promise settles. */
  measure<T>(operation: string, path: string | undefined, run: () => T): T {
    if (!this.#isOn) return run();
    const start = performance.now();
    const took = () => this.#add(operation, path, performance.now() - start);
    try {
      const result = run();
      // Failed or not, it took its time; the caller deals with the failure.
      if (result instanceof Promise) void result.then(took, took);
      else took();
      return result;
    } catch (error) {
      took();
      throw error;
    }
  }

  #add(operation: string, path: string | undefined, durationMs: number): void {
    if (this.#slowest.length === kept && durationMs <= this.#slowest[kept - 1]!.durationMs) return;
    this.#forgetOld();
    const at = this.#slowest.findIndex((other) => other.durationMs < durationMs);
    const entry = { operation, ...(path !== undefined && { path }), durationMs, at: this.#now() };
    this.#slowest.splice(at === -1 ? this.#slowest.length : at, 0, entry);
    this.#slowest.length = Math.min(kept, this.#slowest.length);
  }

  #forgetOld(): void {
    const since = this.#now() - keptMs;
    if (this.#slowest.some(({ at }) => at < since))
      this.#slowest = this.#slowest.filter(({ at }) => at >= since);
  }
}

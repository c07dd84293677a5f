import type { SlowOperation } from "../../protocol/inspection/health.ts";
import { operationAccess, type OperationName } from "../../protocol/operations.ts";

const kept = 20;
/** After that an operation is none of the last ones any more, in milliseconds. */
const keptMs = 10 * 60_000;

/** Of a path that was asked for, and may be none. */
const maxPathLength = 1024;

/** By the names of a store's methods. */
const measured = [...(Object.keys(operationAccess) as OperationName[]), "compact", "backup"] as const;

type Operation = (...args: unknown[]) => Promise<unknown>;
type Measured = Record<(typeof measured)[number], Operation>;

/**
 * The slowest of the last operations. A store that nobody inspects pays nothing for it: its methods are replaced by
 * measured ones when somebody does.
 */
export class SlowOperations {
  readonly #now: () => number;
  #slowest: SlowOperation[] = [];
  #isOn = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Slowest first. */
  get slowest(): readonly SlowOperation[] {
    this.#forgetOld();
    return this.#slowest;
  }

  /** Measures all operations of a store from now on. */
  begin(store: object): void {
    if (this.#isOn) return;
    this.#isOn = true;
    const operations = store as Measured;
    for (const name of measured) {
      const operation = operations[name];
      operations[name] = (...args) => this.#measure(name, args[0], () => operation.apply(store, args));
    }
  }

  /** Until it settles. Failed or not, it took its time; the caller deals with the failure. */
  #measure(operation: string, path: unknown, run: () => Promise<unknown>): Promise<unknown> {
    const start = performance.now();
    const result = run();
    const took = () => this.#add(operation, path, performance.now() - start);
    void result.then(took, took);
    return result;
  }

  #add(operation: string, path: unknown, durationMs: number): void {
    if (this.#slowest.length === kept && durationMs <= this.#slowest[kept - 1]!.durationMs) return;
    this.#forgetOld();
    const at = this.#slowest.findIndex((other) => other.durationMs < durationMs);
    const entry = {
      operation,
      ...(typeof path === "string" && { path: path.slice(0, maxPathLength) }),
      durationMs,
      at: this.#now(),
    };
    this.#slowest.splice(at === -1 ? this.#slowest.length : at, 0, entry);
    this.#slowest.length = Math.min(kept, this.#slowest.length);
  }

  #forgetOld(): void {
    const since = this.#now() - keptMs;
    if (this.#slowest.some(({ at }) => at < since))
      this.#slowest = this.#slowest.filter(({ at }) => at >= since);
  }
}

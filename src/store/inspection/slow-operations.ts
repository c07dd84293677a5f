import type { SlowOperation } from "../../protocol/inspection/health.ts";
import { operationChannel, type OperationTrace } from "../tracing.ts";

/** The most operations to keep. */
const maxKept = 20;
/** How long to keep an operation, in milliseconds. */
const keptMs = 10 * 60_000;
/** The most characters of a path to keep: the caller may have passed a text of any length. */
const maxPathLength = 1024;

/** The slowest of a store's recent operations, measured from the construction on. */
export class SlowOperations {
  readonly #now: () => number;
  readonly #starts = new WeakMap<object, number>();
  readonly #store: object;
  #slowest: SlowOperation[] = [];

  /** Measures until `stop`. */
  constructor(store: object, now: () => number) {
    this.#store = store;
    this.#now = now;
    operationChannel.start.subscribe(this.#onStart);
    operationChannel.end.subscribe(this.#onEnd);
    operationChannel.asyncEnd.subscribe(this.#onAsyncEnd);
  }

  stop(): void {
    operationChannel.start.unsubscribe(this.#onStart);
    operationChannel.end.unsubscribe(this.#onEnd);
    operationChannel.asyncEnd.unsubscribe(this.#onAsyncEnd);
  }

  readonly #onStart = (message: unknown) => {
    const trace = message as OperationTrace;
    if (trace.store === this.#store) this.#starts.set(trace, performance.now());
  };

  readonly #onEnd = (message: unknown) => {
    if ((message as OperationTrace).isSync) this.#onAsyncEnd(message);
  };

  /** Counts failed operations, too. */
  readonly #onAsyncEnd = (message: unknown) => {
    const trace = message as OperationTrace;
    const start = this.#starts.get(trace);
    if (start !== undefined) this.#add(trace, performance.now() - start);
  };

  /** Measures what is not an operation of the store, in slices of its own: a search of the inspector. */
  async *measured<T>(
    operation: string,
    path: string,
    steps: AsyncGenerator<T, void, undefined>,
  ): AsyncGenerator<T, void, undefined> {
    const start = performance.now();
    try {
      yield* steps;
    } finally {
      // The path is unchecked, as in the traces of the store.
      const checked = typeof path === "string" ? path : undefined;
      this.#add({ store: this.#store, operation, path: checked }, performance.now() - start);
    }
  }

  /** Slowest first. */
  get slowest(): readonly SlowOperation[] {
    const since = this.#now() - keptMs;
    return this.#slowest.filter(({ at }) => at >= since);
  }

  #add({ operation, path }: OperationTrace, durationMs: number): void {
    const slowest = this.#slowest;
    const isFull = slowest.length === maxKept && slowest.every(({ at }) => at >= this.#now() - keptMs);
    if (isFull && durationMs <= slowest[maxKept - 1]!.durationMs) return;
    this.#slowest = [...this.slowest];
    const at = this.#slowest.findIndex((other) => other.durationMs < durationMs);
    const entry = {
      operation,
      ...(path !== undefined && { path: path.slice(0, maxPathLength) }),
      durationMs,
      at: this.#now(),
    };
    this.#slowest.splice(at === -1 ? this.#slowest.length : at, 0, entry);
    this.#slowest.length = Math.min(maxKept, this.#slowest.length);
  }
}

import { Condition } from "../../../waiting/condition.ts";

/** Receives a cursor's values. Nothing follows `end` or `fail`. */
export interface CursorSink {
  next(value: unknown): void;
  end(): void;
  fail(error: unknown): void;
}

/** Called before each value is read. If it returns a promise, the value is read once that has settled. */
export type BeforeRead = () => Promise<void> | undefined;

/** Opens the source of a cursor. If it throws, the cursor fails. */
export type OpenSource = (signal: AbortSignal) => AsyncIterator<unknown, void, undefined>;

/** Reads a source of values as far as the client has granted credit. */
export class Cursor {
  readonly #sink: CursorSink;
  readonly #abort = new AbortController();
  #credit: number;
  readonly #changed = new Condition();

  constructor(credit: number, sink: CursorSink) {
    this.#credit = credit;
    this.#sink = sink;
  }

  grant(credit: number): void {
    this.#credit += credit;
    this.#changed.wake();
  }

  /** Releases the source. The sink receives nothing more. */
  cancel(): void {
    this.#abort.abort();
    this.#changed.wake();
  }

  run(open: OpenSource): void {
    const { signal } = this.#abort;
    this.#pump(open, signal).catch((error: unknown) => {
      if (!signal.aborted) this.#sink.fail(error);
    });
  }

  async #pump(open: OpenSource, signal: AbortSignal): Promise<void> {
    const source = open(signal);
    try {
      while (await this.#takeCredit(signal)) {
        const { done, value } = await source.next();
        if (signal.aborted) return;
        if (done) return this.#sink.end();
        this.#sink.next(value);
      }
    } finally {
      await source.return?.();
    }
  }

  /** Waits for credit and uses one. Returns false if the cursor was cancelled. */
  async #takeCredit(signal: AbortSignal): Promise<boolean> {
    while (this.#credit === 0 && !signal.aborted) await this.#changed.wait();
    this.#credit--;
    return !signal.aborted;
  }
}

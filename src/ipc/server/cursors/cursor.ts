import { Condition } from "../../../waiting/condition.ts";

/** Where a cursor's values go; after `end` or `fail` nothing follows. */
export interface CursorSink {
  next(value: unknown): void;
  end(): void;
  fail(error: unknown): void;
}

/** Called before each value is read. If it returns a promise, the value is read once that has settled. */
export type BeforeRead = () => Promise<void> | undefined;

/** Throws if the source cannot be opened, which fails the cursor. */
export type OpenSource = (signal: AbortSignal) => AsyncIterator<unknown, void, undefined>;

/** A source of values that is read only as far as the client has granted credit. */
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

  /** Releases everything; the sink hears no more. */
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

  /** Waits for credit and uses one; false when the cursor was cancelled. */
  async #takeCredit(signal: AbortSignal): Promise<boolean> {
    while (this.#credit === 0 && !signal.aborted) await this.#changed.wait();
    this.#credit--;
    return !signal.aborted;
  }
}

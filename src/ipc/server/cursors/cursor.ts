import { Credits } from "../../../waiting/credits.ts";

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
  readonly #credits: Credits;

  constructor(credit: number, sink: CursorSink) {
    this.#credits = new Credits(credit);
    this.#sink = sink;
  }

  grant(credit: number): void {
    this.#credits.grant(credit);
  }

  /** Releases the source. The sink receives nothing more. */
  cancel(): void {
    this.#abort.abort();
    this.#credits.close();
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
      while (await this.#credits.take()) {
        const { done, value } = await source.next();
        if (signal.aborted) return;
        if (done) return this.#sink.end();
        this.#sink.next(value);
      }
    } finally {
      await source.return?.();
    }
  }
}

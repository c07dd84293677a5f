import { formatOffset, parseOffset } from "../../../src/protocol/offset.ts";
import type { Retention } from "../../../src/protocol/stream.ts";

interface ModelPage {
  readonly messages: { readonly offset: string; readonly data: string }[];
  readonly previousOffset: string;
  readonly nextOffset: string;
  readonly tailOffset: string;
  readonly upToDate: boolean;
  readonly closed: boolean;
}

/** A stream as an array of ASCII texts, with which a store must agree. */
export class ModelStream {
  closed = false;
  /** Messages below this position have been dropped. */
  floor = 0;
  readonly #streamId: number;
  readonly #retention: Retention | undefined;
  readonly #messages: string[] = [];

  /** `offset` is any of the stream's offsets: it holds the stream's id. */
  constructor(offset: string, retention: Retention | undefined) {
    this.#streamId = parseOffset(offset).streamId;
    this.#retention = retention;
  }

  get tail(): number {
    return this.#messages.length;
  }

  offsetAt(position: number): string {
    return formatOffset(this.#streamId, position);
  }

  /** @throws Error if the store did not put the batch at the end */
  appendAt(offset: string, batch: readonly string[]): void {
    this.#messages.push(...batch);
    if (offset !== this.offsetAt(this.tail))
      throw new Error(`${offset} should be ${this.offsetAt(this.tail)}`);
    while (this.tail - this.floor > 1 && this.#keepsTooMuch()) this.floor++;
  }

  read(position: number, limits: { limitMessages: number; limitBytes: number }): ModelPage {
    let end = position;
    for (let bytes = 0; end < this.tail && end - position < limits.limitMessages; end++) {
      bytes += this.#messages[end]!.length;
      if (bytes > limits.limitBytes && end > position) break;
    }
    return {
      messages: this.#messages
        .slice(position, end)
        .map((data, i) => ({ offset: this.offsetAt(position + i + 1), data })),
      previousOffset: this.offsetAt(position),
      nextOffset: this.offsetAt(end),
      tailOffset: this.offsetAt(this.tail),
      upToDate: end === this.tail,
      closed: this.closed,
    };
  }

  #keepsTooMuch(): boolean {
    const { maxMessages = Infinity, maxBytes = Infinity } = this.#retention ?? {};
    const kept = this.#messages.slice(this.floor);
    return kept.length > maxMessages || kept.reduce((sum, text) => sum + text.length, 0) > maxBytes;
  }
}

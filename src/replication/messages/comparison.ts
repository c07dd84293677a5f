import { offsetsOf } from "../../protocol/offset.ts";
import type { Offset, PackedPage, StreamStoreApi } from "../../store/index.ts";
import type { Item } from "./items.ts";
import { isSameJson } from "./same-json.ts";

export interface ComparisonStart {
  readonly store: StreamStoreApi;
  /** The local stream. */
  readonly path: string;
  readonly json: boolean;
  /** Where in the local stream the items are expected. */
  readonly offset: Offset;
  /** Where the local stream is taken to end; its tail by default. */
  readonly upto?: Offset;
  /** Passes over messages of JSON that the local stream lacks, because they could not be stored; false by default. */
  readonly isLenient?: boolean;
}

/** `ended`: the local stream ends before the items do, and everything up to its end is the same. */
export type Compared = "same" | "different" | "ended";

const pageLimits = { limitBytes: 1024 * 1024, limitMessages: 10_000 };

/**
 * Compares the content of a remote stream with the local stream, as it arrives: message by message and by value for JSON,
 * otherwise byte by byte. Holds one page of the local stream.
 */
export class Comparison {
  readonly #start: ComparisonStart;
  #page: PackedPage | undefined;
  /** The next message of the page, where its bytes begin, and how many of them have been compared. */
  #index = 0;
  #byte = 0;
  #within = 0;
  /** Local messages that were found whole. */
  messages = 0;
  /** Bytes of the local stream that were found. */
  bytes = 0;

  constructor(start: ComparisonStart) {
    this.#start = start;
  }

  /** Items that differ are passed over. Then only what was found tells that the streams are the same. */
  get isLenient(): boolean {
    return this.#start.json && this.#start.isLenient === true;
  }

  /** The local offset that was reached; undefined within a message. */
  get offset(): Offset | undefined {
    if (this.#within > 0) return undefined;
    return this.#page ? offsetIn(this.#page, this.#index) : this.#start.offset;
  }

  /**
   * Compares with what follows in the local stream, and advances over what is the same.
   *
   * @throws StreamError `GONE` if retention dropped the local messages; others as `readPacked` does
   */
  async compare(items: readonly Item[]): Promise<Compared> {
    for (const item of items) {
      const compared = this.#start.json ? await this.#compareMessage(item) : await this.#compareBytes(item);
      if (compared === "ended") return compared;
      if (compared === "different" && !this.isLenient) return compared;
    }
    return "same";
  }

  /** Whether the local stream has nothing more to compare. */
  async isAtEnd(): Promise<boolean> {
    return (await this.#next()) === undefined;
  }

  async #compareMessage(item: Item): Promise<Compared> {
    const local = await this.#next();
    if (!local) return "ended";
    if (!(item instanceof Uint8Array) || !isSameJson(item, local)) return "different";
    this.#advance(local.length);
    return "same";
  }

  async #compareBytes(item: Item): Promise<Compared> {
    for (let left = item as Uint8Array; left.length > 0;) {
      const local = await this.#next();
      if (!local) return "ended";
      const count = Math.min(left.length, local.length);
      if (Buffer.compare(left.subarray(0, count), local.subarray(0, count)) !== 0) return "different";
      this.#advance(count);
      left = left.subarray(count);
    }
    return "same";
  }

  /** What is left of the next local message; undefined at the end. */
  async #next(): Promise<Uint8Array | undefined> {
    const { store, path, offset, upto } = this.#start;
    if (!this.#page || this.#index === this.#page.lengths.length) {
      const from = this.#page?.nextOffset ?? offset;
      if (from === upto) return undefined;
      this.#page = await store.readPacked(path, { offset: from, ...pageLimits });
      [this.#index, this.#byte] = [0, 0];
    }
    const { data, lengths } = this.#page;
    if (this.#index === lengths.length || (upto !== undefined && this.offset === upto)) return undefined;
    return data.subarray(this.#byte + this.#within, this.#byte + lengths[this.#index]!);
  }

  #advance(bytes: number): void {
    const { lengths, json } = this.#page!;
    this.#within += bytes;
    this.bytes += bytes;
    if (this.#within < lengths[this.#index]!) return;
    this.#byte += lengths[this.#index]! + (json ? 1 : 0);
    this.#index++;
    this.#within = 0;
    this.messages++;
  }
}

/** The offset before the message of an index. */
function offsetIn(page: PackedPage, index: number): Offset {
  if (index === page.lengths.length) return page.nextOffset;
  let left = index;
  for (const { streamId, count } of page.owners) {
    if (left > 0 && left <= count) return offsetsOf(streamId)(page.position + index);
    left -= count;
  }
  return offsetsOf(page.streamId)(page.position + index);
}

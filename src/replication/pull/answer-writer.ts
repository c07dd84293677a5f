import { StreamError } from "../../store/index.ts";
import type { Comparison } from "../messages/comparison.ts";
import { itemsIn, type Item } from "../messages/items.ts";
import { ReplicationFailure } from "../remote/failure.ts";
import type { Answer } from "../remote/read-answers.ts";
import type { Mirror } from "./mirror.ts";
import type { PullPosition } from "./position.ts";

/** Well below the store's 500,000 messages per append, because an append blocks the event loop. */
const maxMessages = 10_000;
const maxBytes = 1024 * 1024;

/** Appends one answer to the mirror in parts, as it arrives. */
export class AnswerWriter {
  readonly #mirror: Mirror;
  readonly #answer: Answer;
  readonly #json: boolean;
  readonly #signal: AbortSignal;
  /** The position before the answer; the parts that are appended count from it. */
  readonly #before: PullPosition;
  /** Compares what an earlier attempt has taken of this answer; undefined if that is nothing. */
  readonly #comparison: Comparison | undefined;
  readonly #isChecked: boolean;
  readonly #appended: (messages: number) => void;
  /** Where the last answer began of which the mirror holds something. */
  readonly #last: PullPosition["last"];
  /** Still to be skipped. */
  #skip: number;
  #taken: number;
  #isFirst = true;
  /** Messages of this answer that the mirror holds. */
  #stored = 0;
  #pending: Item[] = [];
  #pendingBytes = 0;

  constructor(
    mirror: Mirror,
    answer: Answer,
    options: {
      readonly json: boolean;
      readonly signal: AbortSignal;
      readonly comparison: Comparison | undefined;
      /** Whether what was mirrored before is known to be in the remote stream. */
      readonly isChecked: boolean;
      /** Called after each append with its number of messages. */
      readonly appended: (messages: number) => void;
    },
  ) {
    this.#mirror = mirror;
    this.#answer = answer;
    this.#json = options.json;
    this.#signal = options.signal;
    this.#comparison = options.comparison;
    this.#isChecked = options.isChecked;
    this.#appended = options.appended;
    const { position, tail } = mirror;
    const isBegun = position.taken > 0;
    this.#last = position.last;
    this.#before = isBegun ? position : { ...position, last: { remote: position.offset, local: tail! } };
    this.#skip = position.taken;
    this.#taken = position.taken;
  }

  /**
   * Appends nothing if there is something new and what was mirrored before it has to be compared first; see `checkMirrored`.
   *
   * @returns the first new item in that case
   * @throws ReplicationFailure `REMOTE_LOST` if what was taken before is no longer there
   */
  async write(close: boolean): Promise<Item | undefined> {
    const { offset, from } = this.#answer;
    try {
      for await (const items of itemsIn(this.#answer, this.#json)) {
        this.#signal.throwIfAborted();
        if (!this.#isChecked) return items[0]!;
        if (this.#isFirst) await this.#mirror.check();
        this.#isFirst = false;
        await this.#add(items);
      }
    } catch (error) {
      // What has come is kept, so that the next attempt is further on, however short the connections are.
      if (!this.#signal.aborted && this.#pending.length > 0) await this.#append(this.#partial(), false);
      throw error;
    }
    this.#signal.throwIfAborted();
    if (this.#pending.length > 0) {
      if (offset === from) throw notAdvancing(offset);
      await this.#append({ ...this.#before, offset, taken: 0 }, close);
    }
    // An answer of which nothing was stored leaves nothing that could be compared. The server may also return less at once
    // than when this answer was begun: the rest is in the next one.
    const last = this.#stored > 0 ? this.#before.last : this.#last;
    this.#mirror.position = { offset, taken: this.#skip, last };
    return undefined;
  }

  async #add(items: readonly Item[]): Promise<void> {
    for (const item of await this.#unskipped(items)) {
      // One item is kept back for the last append, which moves the position to the end of the answer.
      const isFull = this.#pending.length >= maxMessages || this.#pendingBytes >= maxBytes;
      if (isFull) await this.#append(this.#partial(), false);
      this.#pending.push(item);
      this.#pendingBytes += sizeOf(item);
    }
  }

  /** The items after those that were taken before, which have to be the same as then. */
  async #unskipped(items: readonly Item[]): Promise<readonly Item[]> {
    if (this.#skip === 0) return items;
    const [skipped, rest] = this.#json ? splitList(items, this.#skip) : splitBytes(items, this.#skip);
    this.#skip -= this.#countOf(skipped);
    await this.#assertSame(skipped);
    return rest;
  }

  async #assertSame(items: readonly Item[]): Promise<void> {
    try {
      if (!this.#comparison) return;
      if ((await this.#comparison.compare(items)) === "different") throw replaced();
      // What was passed over may be anything: the mirror has to be found in it as a whole.
      const isWhole = this.#skip > 0 || !this.#comparison.isLenient || (await this.#comparison.isAtEnd());
      if (!isWhole) throw replaced();
    } catch (error) {
      // Retention has dropped the messages of the mirror that would be compared.
      if (!(error instanceof StreamError) || error.code !== "GONE") throw error;
    }
  }

  async #append(position: PullPosition, close: boolean): Promise<void> {
    const items = this.#pending;
    [this.#pending, this.#pendingBytes] = [[], 0];
    this.#taken += this.#countOf(items);
    const messages = await this.#mirror.append(this.#json ? items : [joined(items)], position, close);
    this.#stored += messages;
    this.#appended(messages);
  }

  /** The position within the answer once what is pending is appended. */
  #partial(): PullPosition {
    return { ...this.#before, taken: this.#taken + this.#countOf(this.#pending) };
  }

  #countOf(items: readonly Item[]): number {
    return this.#json ? items.length : items.reduce((sum, each) => sum + sizeOf(each), 0);
  }
}

/** The remote stream has something else where this was mirrored from it. */
export function replaced(): ReplicationFailure {
  return new ReplicationFailure(
    "REMOTE_LOST",
    "the remote stream no longer has the messages that were pulled from it: it was deleted and created again, or restored",
  );
}

function notAdvancing(offset: string): ReplicationFailure {
  return new ReplicationFailure(
    "SERVER_ERROR",
    `the server returned messages, but the same offset again: ${offset}`,
  );
}

function splitList(items: readonly Item[], count: number): [readonly Item[], readonly Item[]] {
  return [items.slice(0, count), items.slice(count)];
}

function splitBytes(items: readonly Item[], count: number): [readonly Item[], readonly Item[]] {
  const all = joined(items);
  return [[all.subarray(0, count)], all.length > count ? [all.subarray(count)] : []];
}

function joined(items: readonly Item[]): Buffer {
  return Buffer.concat(items.filter((each) => each instanceof Uint8Array));
}

function sizeOf(item: Item): number {
  return item instanceof Uint8Array ? item.length : 0;
}

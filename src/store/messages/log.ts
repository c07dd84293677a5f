import { StreamError } from "../../protocol/errors.ts";
import { maxPosition } from "../../protocol/offset.ts";
import type { Held } from "../../waiting/held.ts";
import type { LazyStatements } from "../sqlite/lazy-statements.ts";
import { emptyMap } from "../short-lived.ts";
import { inRange, pushLengths, rowsFor } from "./rows.ts";
import { MessageTable, type RowPlace } from "./table.ts";
import { RecentRange } from "./recent-range.ts";
import type { MessageRange, RangeContent } from "./range.ts";

export interface ReadLimits {
  readonly limitBytes: number;
  /** Whether to read the first message even if it is larger. */
  readonly takesFirst: boolean;
}

export interface OnlyMessage {
  readonly streamId: number;
  readonly position: number;
  readonly data: Uint8Array;
}

/** Consecutive messages of one stream, appended in the same millisecond, that are not written yet. */
interface PendingMessages {
  readonly stream: number;
  readonly json: boolean;
  readonly firstPosition: number;
  readonly appendedAt: number;
  readonly messages: Uint8Array[];
}

/** The rows that cover a range. They may begin before it and end after it. */
interface RowsOfRange {
  /** The rows hold the messages `before < p <= end`. */
  readonly before: number;
  readonly end: number;
  readonly lengths: number[];
}

/**
 * The messages of all streams. Appended messages stay in memory until the transaction ends, or until they are read, so that
 * several of them can share a row.
 */
export class MessageLog {
  /** The range that was read last, for the next reader of the same one. */
  readonly recent = new RecentRange();
  readonly #table: MessageTable;
  readonly #pending: PendingMessages[] = [];
  /** The last of the pending messages, by stream. */
  #lastPending = new Map<number, PendingMessages>();
  /** The first pending position, by stream. */
  #firstPending = new Map<number, number>();

  constructor(statements: LazyStatements) {
    this.#table = new MessageTable(statements);
  }

  /** Inside a transaction, which has to end with `write`, or with `clear` if it is rolled back. */
  append(stream: number, position: number, appendedAt: number, message: Uint8Array, json: boolean): void {
    const last = this.#lastPending.get(stream);
    if (last?.appendedAt === appendedAt && last.firstPosition + last.messages.length === position) {
      last.messages.push(message);
      return;
    }
    if (!last) this.#firstPending.set(stream, position);
    const pending = { stream, json, firstPosition: position, appendedAt, messages: [message] };
    this.#lastPending.set(stream, pending);
    this.#pending.push(pending);
  }

  /** The pending message, if there is exactly one. */
  get onlyMessage(): OnlyMessage | undefined {
    const [first, second] = this.#pending;
    if (!first || second || first.messages.length !== 1) return undefined;
    return { streamId: first.stream, position: first.firstPosition, data: first.messages[0]! };
  }

  get held(): Held {
    const streams = Math.max(this.#lastPending.size, this.#firstPending.size);
    return { "pending messages": this.#pending.length, "streams with pending messages": streams };
  }

  /** Writes the pending messages. */
  write(): void {
    if (this.#pending.length === 0) return;
    for (const { stream, json, firstPosition, appendedAt, messages } of this.#pending) {
      let position = firstPosition - 1;
      for (const { count, data, lengths } of rowsFor(messages, json)) {
        position += count;
        this.#table.insert({ stream, position, appendedAt, data, lengths });
      }
    }
    this.clear();
  }

  clear(): void {
    if (this.#pending.length === 0) return;
    this.#pending.length = 0;
    this.#lastPending = emptyMap(this.#lastPending);
    this.#firstPending = emptyMap(this.#firstPending);
  }

  /** Before messages up to a position are read: writes the pending ones, if any of them is among those. */
  #writeUpTo(stream: number, upto: number): void {
    if ((this.#firstPending.get(stream) ?? Infinity) <= upto) this.write();
  }

  /**
   * The first messages of a range, as many as the limits allow.
   *
   * @throws StreamError `STORE_CORRUPT` if one is missing or damaged
   */
  read(range: MessageRange, json: boolean, limits: ReadLimits): RangeContent {
    const { streamId, from, upto } = range;
    const { before, end, lengths: all } = this.#rowsOf(range);
    const skipped = from - before;
    const lengths = all.slice(skipped, upto - before);
    const surplus = firstSurplus(lengths, limits);
    if (surplus !== -1) lengths.length = surplus;
    if (lengths.length === 0) return { lengths, data: new Uint8Array() };
    const last = surplus === -1 ? end : this.#table.rowAt(streamId, from + surplus)!.last;
    const separator = json ? 1 : 0;
    const bytes = sum(lengths) + (lengths.length - 1) * separator;
    const isWhole = from === before && from + lengths.length === last;
    const part = isWhole ? undefined : { start: sum(all, skipped) + skipped * separator, bytes };
    const data = this.#table.join(streamId, from, last, json, part);
    if (data?.length !== bytes) throw damaged(streamId, from + 1, "does not have its recorded length");
    return { lengths, data };
  }

  /**
   * The bytes of each message of a range.
   *
   * @throws StreamError `STORE_CORRUPT` if one is missing
   */
  lengths(range: MessageRange): number[] {
    const { before, lengths } = this.#rowsOf(range);
    return lengths.slice(range.from - before, range.upto - before);
  }

  /** The bytes of all messages of a range. Counts only those that are stored. */
  bytes({ streamId, from, upto }: MessageRange, json: boolean): number {
    this.#writeUpTo(streamId, upto);
    if (from >= upto) return 0;
    const first = this.#table.rowAt(streamId, from + 1);
    const last = this.#table.rowAt(streamId, upto);
    const bytes = this.#table.bytes(streamId, from, last?.last ?? upto, json);
    return bytes - bytesIn(first, 0, from) - bytesIn(last, upto, maxPosition);
  }

  /** The last stored position of a stream, and the bytes of its messages after `position`. */
  after(stream: number, position: number, json: boolean): { readonly tail: number; readonly bytes: number } {
    this.#writeUpTo(stream, maxPosition);
    const tail = this.#table.last(stream, position) ?? position;
    return { tail, bytes: this.bytes({ streamId: stream, from: position, upto: tail }, json) };
  }

  /**
   * When a message was appended, in milliseconds since the epoch.
   *
   * @throws StreamError `STORE_CORRUPT` if it is missing
   */
  appendedAt(stream: number, position: number): number {
    this.#writeUpTo(stream, position);
    const time = this.#table.appendedAt(stream, position);
    if (time === undefined) throw missing(stream, position);
    return time;
  }

  /** When the last of the messages up to a position was appended that are still stored, readable or not; 0 without any. */
  lastTime(stream: number, upto: number): number {
    this.#writeUpTo(stream, upto);
    return this.#table.lastTime(stream, upto) ?? 0;
  }

  /**
   * Sets the time of the first rows of a range: at most `maxRows`, and about `maxBytes` unless the first is larger. Returns the
   * last position that has the time.
   */
  redate({ streamId, from, upto }: MessageRange, time: number, maxRows: number, maxBytes: number): number {
    this.#writeUpTo(streamId, maxPosition);
    let position = from;
    let bytes = 0;
    for (const row of this.#table.sizes(streamId, from, maxPosition, maxRows)) {
      if (position >= upto || (bytes > 0 && bytes + row.bytes > maxBytes)) break;
      this.#table.redate(streamId, row.last, time);
      position = row.last;
      bytes += row.bytes;
    }
    return position;
  }

  /**
   * Deletes the first rows of a range: at most `maxRows`, and `maxBytes` unless the first is larger. A row that reaches beyond
   * the range stays. Returns whether there was a row to delete.
   */
  deleteSome({ streamId, from, upto }: MessageRange, maxRows: number, maxBytes: number): boolean {
    this.#writeUpTo(streamId, upto);
    const rows = this.#table.sizes(streamId, from, upto, maxRows + 1);
    // Never starts where a row claims to begin: a damaged row can claim any position.
    const start = rows[0] && rows[0].last - rows[0].count < from ? rows.shift()!.last : from;
    if (rows.length === 0) return false;
    let bytes = 0;
    const surplus = rows.findIndex((row, i) => i > 0 && (i === maxRows || (bytes += row.bytes) > maxBytes));
    const deleted = surplus === -1 ? rows : rows.slice(0, surplus);
    this.#table.delete(streamId, start, deleted.at(-1)!.last);
    return true;
  }

  #rowsOf({ streamId, from, upto }: MessageRange): RowsOfRange {
    this.#writeUpTo(streamId, upto);
    if (from >= upto) return { before: from, end: from, lengths: [] };
    const first = this.#table.rowAt(streamId, from + 1);
    if (!first) throw missing(streamId, from + 1);
    const end = upto <= first.last ? first.last : this.#table.rowAt(streamId, upto)?.last;
    if (end === undefined) throw missing(streamId, upto);
    const lengths: number[] = [];
    if (end === first.last) pushLengths(lengths, first.lengths);
    else this.#table.pushLengths(lengths, streamId, from, end, first.lengths);
    if (lengths.length !== end - first.before) throw this.#gap(streamId, first.before, end);
    return { before: first.before, end, lengths };
  }

  /** The error for the first missing message of a range. */
  #gap(stream: number, before: number, end: number): StreamError {
    let position = before;
    for (const { last, count } of this.#table.sizes(stream, before, end, end - before)) {
      if (last - count !== position) break;
      position = last;
    }
    return missing(stream, position + 1);
  }
}

/** Positions have no gaps: a missing message means damage, which reading on would hide. */
export function missing(stream: number, position: number): StreamError {
  return damaged(stream, position, "is missing");
}

function damaged(stream: number, position: number, what: string): StreamError {
  return new StreamError("STORE_CORRUPT", `message ${position} of stream ${stream} ${what}`, {
    stream,
    position,
  });
}

/** The index of the first message that no longer fits, or -1. */
function firstSurplus(lengths: readonly number[], { limitBytes, takesFirst }: ReadLimits): number {
  let left = limitBytes;
  return lengths.findIndex((length, i) => (left -= length) < 0 && !(takesFirst && i === 0));
}

/** The bytes of the messages `from < p <= upto` of a row. */
function bytesIn(row: RowPlace | undefined, from: number, upto: number): number {
  if (!row) return 0;
  const lengths: number[] = [];
  pushLengths(lengths, row.lengths);
  return sum(inRange(lengths, row.last, { from, upto }));
}

function sum(lengths: readonly number[], end = lengths.length): number {
  let bytes = 0;
  for (let i = 0; i < end; i++) bytes += lengths[i]!;
  return bytes;
}

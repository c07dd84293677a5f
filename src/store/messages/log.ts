import { StreamError } from "../../protocol/errors.ts";
import { maxPosition } from "../../protocol/offset.ts";
import type { LazyStatements } from "../sqlite/lazy-statements.ts";
import { emptyMap } from "../short-lived.ts";
import { inRange, pushLengths, rowsFor } from "./rows.ts";
import { MessageTable, type RowPlace } from "./table.ts";
import { RecentRun, type Run } from "./recent-range.ts";

/** Messages `from < p <= upto` that were written to one stream. */
export interface MessageRange {
  readonly streamId: number;
  readonly from: number;
  readonly upto: number;
}

export interface ReadLimits {
  readonly limitBytes: number;
  /** Whether the first message comes also where it is larger. */
  readonly takesFirst: boolean;
}

export interface OnlyMessage {
  readonly streamId: number;
  readonly position: number;
  readonly data: Uint8Array;
}

/** Messages side by side in one stream, all appended at the same millisecond: not written yet. */
interface PendingRun {
  readonly stream: number;
  readonly json: boolean;
  readonly firstPosition: number;
  readonly appendedAt: number;
  readonly messages: Uint8Array[];
}

/** The messages of the rows that hold a range: these may begin before it and end behind it. */
interface RowsOfRange {
  /** Positions `before < p <= end`. */
  readonly before: number;
  readonly end: number;
  readonly lengths: number[];
}

/**
 * The messages of all streams. What is appended is held back until the transaction ends, or until it is looked at, and
 * written in rows that hold several messages.
 */
export class MessageLog {
  /** What was read last, for the next reader of the same. */
  readonly recent = new RecentRun();
  readonly #table: MessageTable;
  readonly #pending: PendingRun[] = [];
  /** The last run of each stream. */
  #open = new Map<number, PendingRun>();
  /** Where in each stream begins what is not written yet. */
  #unwritten = new Map<number, number>();

  constructor(statements: LazyStatements) {
    this.#table = new MessageTable(statements);
  }

  /** Inside a transaction, which has to end with `write`, or `clear` when it is taken back. */
  append(stream: number, position: number, appendedAt: number, message: Uint8Array, json: boolean): void {
    const open = this.#open.get(stream);
    if (open?.appendedAt === appendedAt && open.firstPosition + open.messages.length === position) {
      open.messages.push(message);
      return;
    }
    if (!open) this.#unwritten.set(stream, position);
    const run = { stream, json, firstPosition: position, appendedAt, messages: [message] };
    this.#open.set(stream, run);
    this.#pending.push(run);
  }

  /** What was appended, and is not written, if it is but one message. */
  get onlyMessage(): OnlyMessage | undefined {
    const [run, next] = this.#pending;
    if (!run || next || run.messages.length !== 1) return undefined;
    return { streamId: run.stream, position: run.firstPosition, data: run.messages[0]! };
  }

  /** Writes what was appended. */
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
    this.#open = emptyMap(this.#open);
    this.#unwritten = emptyMap(this.#unwritten);
  }

  /** Before positions up to one are looked at: below what is not written yet nothing has to be. */
  #writeUpTo(stream: number, upto: number): void {
    if ((this.#unwritten.get(stream) ?? Infinity) <= upto) this.write();
  }

  /**
   * The first messages of a range, as many as the limits allow; for JSON with a comma between two.
   *
   * @throws StreamError `STORE_CORRUPT` if one is missing
   */
  read(range: MessageRange, json: boolean, limits: ReadLimits): Run {
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
    if (data?.length !== bytes) throw damaged(streamId, from + 1, `is not as long as its length says`);
    return { lengths, data };
  }

  /**
   * Bytes of each message of a range.
   *
   * @throws StreamError `STORE_CORRUPT` if one is missing
   */
  lengths(range: MessageRange): number[] {
    const { before, lengths } = this.#rowsOf(range);
    return lengths.slice(range.from - before, range.upto - before);
  }

  /** Bytes of all messages of a range that are there. */
  bytes({ streamId, from, upto }: MessageRange, json: boolean): number {
    this.#writeUpTo(streamId, upto);
    if (from >= upto) return 0;
    const first = this.#table.rowAt(streamId, from + 1);
    const last = this.#table.rowAt(streamId, upto);
    const bytes = this.#table.bytes(streamId, from, last?.last ?? upto, json);
    return bytes - bytesIn(first, 0, from) - bytesIn(last, upto, maxPosition);
  }

  /** What there is of a stream after a position: where it ends, and its bytes. */
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

  /**
   * Deletes rows of a range from its start on: at most so many, and so many bytes, but one at least. A row that goes beyond
   * the range stays. Returns whether there was one to delete.
   */
  deleteSome({ streamId, from, upto }: MessageRange, maxRows: number, maxBytes: number): boolean {
    this.#writeUpTo(streamId, upto);
    const rows = this.#table.sizes(streamId, from, upto, maxRows + 1);
    // Never from where a row says that it begins: a damaged one could say anything.
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

  /** Which of the messages it is that is missing. */
  #gap(stream: number, before: number, end: number): StreamError {
    let position = before;
    for (const { last, count } of this.#table.sizes(stream, before, end, end - before)) {
      if (last - count !== position) break;
      position = last;
    }
    return missing(stream, position + 1);
  }
}

/** Positions have no gaps: a missing one is damage, and reading on would hide it. */
export function missing(stream: number, position: number): StreamError {
  return damaged(stream, position, "is missing");
}

function damaged(stream: number, position: number, what: string): StreamError {
  return new StreamError("STORE_CORRUPT", `message ${position} of stream ${stream} ${what}`, {
    stream,
    position,
  });
}

/** The first message that does not fit any more, or -1. */
function firstSurplus(lengths: readonly number[], { limitBytes, takesFirst }: ReadLimits): number {
  let left = limitBytes;
  return lengths.findIndex((length, i) => (left -= length) < 0 && !(takesFirst && i === 0));
}

/** Bytes of those messages of a row that are within positions. */
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

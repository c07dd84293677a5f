import { maxPosition, positionBits } from "../../protocol/offset.ts";
import { boundLimit, type LazyStatement, type LazyStatements } from "../sqlite/lazy-statements.ts";
import { messageChecksum, type StoredRow } from "./checksum.ts";
import { countOf, pushLengths, rowCount, rowLengths, type RowLengths } from "./rows.ts";

/** Stream and position, put together in SQL: a key needs 63 bits, and a JavaScript number has 53. */
const messageKey = `((? << ${positionBits}) | ?)`;
/** Rows whose last message lies within positions of a stream. */
const within = `key > ${messageKey} AND key <= ${messageKey}`;
/** The parameters of `within`: the stream twice, with the positions of both ends. */
type Within = [stream: number, from: number, sameStream: number, upto: number];
/** Rows that hold messages within positions of a stream; none if the one at the end is missing. */
export const holding = `key > ${messageKey} AND key <= (SELECT key FROM message WHERE key >= ${messageKey} AND key <= ${messageKey} ORDER BY key LIMIT 1)`;
/** The parameters of `holding`: the stream with both positions, and with the highest one that there can be. */
export type Holding = [...Within, theStream: number, maxPosition: number];
/** In SQL: the position of a row's last message. */
export const lastPosition = `key & ${maxPosition}`;

type Separator = string | Uint8Array;
const noBytes = new Uint8Array();

/** A row that holds the messages `before < p <= last`. */
export interface RowPlace {
  readonly before: number;
  readonly last: number;
  readonly lengths: RowLengths;
}

export interface RowSize {
  readonly last: number;
  readonly count: number;
  readonly bytes: number;
}

/** Table `message`, row by row: statements and nothing more. `MessageLog` knows the messages in the rows. */
export class MessageTable {
  readonly #insert: LazyStatement<unknown[]>;
  readonly #next: LazyStatement<Within, { readonly last: number; readonly lengths: RowLengths }>;
  readonly #lengths: LazyStatement<Within, RowLengths>;
  readonly #runs: LazyStatement<Within, { readonly lengths: Buffer | null; readonly singles: number }>;
  readonly #joined: LazyStatement<[Separator, ...Within], Buffer>;
  readonly #part: LazyStatement<[Separator, number, number, ...Within], Buffer>;
  readonly #bytes: LazyStatement<Within, { readonly bytes: number; readonly commas: number }>;
  readonly #last: LazyStatement<Within, number | null>;
  readonly #appendedAt: LazyStatement<[...Within, number], number>;
  readonly #sizes: LazyStatement<[...Within, number], RowSize>;
  readonly #delete: LazyStatement<Within>;

  constructor(statements: LazyStatements) {
    const rows = `FROM message WHERE ${within} ORDER BY key`;
    // Joining inside SQLite is several times faster than one JavaScript object for each row.
    const joined = "cast(group_concat(data, ?) AS BLOB)";
    this.#insert = statements.prepare(`INSERT INTO message VALUES (${messageKey}, ?, ?, ?, ?)`);
    this.#next = statements.prepare(
      `SELECT ${lastPosition} AS last, ${rowLengths} AS lengths ${rows} LIMIT 1`,
    );
    this.#lengths = statements.prepare<Within, RowLengths>(`SELECT ${rowLengths} ${rows}`).pluck();
    this.#runs = statements.prepare(
      `SELECT cast(group_concat(lengths, x'') AS BLOB) AS lengths, count(*) - count(lengths) AS singles
       FROM (SELECT lengths ${rows})`,
    );
    this.#joined = statements
      .prepare<[Separator, ...Within], Buffer>(`SELECT ${joined} FROM (SELECT data ${rows})`)
      .pluck();
    this.#part = statements
      .prepare<[Separator, number, number, ...Within], Buffer>(
        `SELECT substr(${joined}, ? + 1, ?) FROM (SELECT data ${rows})`,
      )
      .pluck();
    this.#bytes = statements.prepare(
      `SELECT total(length(data)) AS bytes, total(${rowCount} - 1) AS commas FROM message WHERE ${within}`,
    );
    this.#last = statements
      .prepare<Within, number | null>(`SELECT max(key) & ${maxPosition} FROM message WHERE ${within}`)
      .pluck();
    this.#appendedAt = statements
      .prepare<[...Within, number], number>(
        `SELECT appended_at FROM
          (SELECT appended_at, ${lastPosition} AS last, ${rowCount} AS count ${rows} LIMIT 1)
          WHERE ? BETWEEN last - count + 1 AND last`,
      )
      .pluck();
    this.#sizes = statements.prepare(
      `SELECT ${lastPosition} AS last, ${rowCount} AS count, length(data) AS bytes ${rows} LIMIT ${boundLimit}`,
    );
    this.#delete = statements.prepare(`DELETE FROM message WHERE ${within}`);
  }

  insert(row: StoredRow): void {
    const { stream, position, appendedAt, data, lengths } = row;
    this.#insert.run(stream, position, appendedAt, data, messageChecksum(row), lengths);
  }

  /** The row that holds a message; undefined if it is missing. */
  rowAt(stream: number, position: number): RowPlace | undefined {
    const row = this.#next.get(stream, position - 1, stream, maxPosition);
    if (!row) return undefined;
    const before = row.last - countOf(row.lengths);
    // Where a key above it is damaged, SQLite may come to another place.
    return before < position && position <= row.last ? { ...row, before } : undefined;
  }

  /** Adds the lengths of all messages of the rows, of which the first one is known. */
  pushLengths(into: number[], stream: number, from: number, upto: number, first: RowLengths): void {
    if (typeof first !== "number") {
      // Runs mostly follow runs, and one buffer for all of them takes far less time than one for each.
      const { lengths, singles } = this.#runs.get(stream, from, stream, upto)!;
      if (singles === 0) return pushLengths(into, lengths!);
    }
    for (const lengths of this.#lengths.all(stream, from, stream, upto)) pushLengths(into, lengths);
  }

  /**
   * The data of the rows, end to end; for JSON with a comma between two. Of that the `part` that was asked for, which is
   * cut out in SQL: a view would take the rest along when it crosses a port, and others may not see it.
   */
  join(
    stream: number,
    from: number,
    upto: number,
    json: boolean,
    part?: { readonly start: number; readonly bytes: number },
  ): Buffer | undefined {
    const separator = json ? "," : noBytes;
    return part
      ? this.#part.get(separator, part.start, part.bytes, stream, from, stream, upto)
      : this.#joined.get(separator, stream, from, stream, upto);
  }

  /** Bytes of the messages of the rows. */
  bytes(stream: number, from: number, upto: number, json: boolean): number {
    const { bytes, commas } = this.#bytes.get(stream, from, stream, upto)!;
    return json ? bytes - commas : bytes;
  }

  /** The last position after another one; undefined if there is none. */
  last(stream: number, after: number): number | undefined {
    return this.#last.get(stream, after, stream, maxPosition) ?? undefined;
  }

  /** When a message was appended, in milliseconds since the epoch; undefined if it is missing. */
  appendedAt(stream: number, position: number): number | undefined {
    return this.#appendedAt.get(stream, position - 1, stream, maxPosition, position);
  }

  /** The first rows, at most `limit`. */
  sizes(stream: number, from: number, upto: number, limit: number): RowSize[] {
    return this.#sizes.all(stream, from, stream, upto, limit);
  }

  delete(stream: number, from: number, upto: number): void {
    this.#delete.run(stream, from, stream, upto);
  }
}

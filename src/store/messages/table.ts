import { maxPosition, positionBits } from "../../protocol/offset.ts";
import { boundLimit, type LazyStatement, type LazyStatements } from "../sqlite/lazy-statements.ts";
import { isAsStored, messageChecksum, type StoredRow } from "./checksum.ts";
import { countOf, pushLengths, rowCount, rowLengths, type RowLengths } from "./rows.ts";

/** In SQL: the key of a stream's position. It needs 63 bits, and a JavaScript number has 53. */
const messageKey = `((? << ${positionBits}) | ?)`;
/** In SQL: the rows of a stream whose last message is in a range. */
const rowsEndingIn = `key > ${messageKey} AND key <= ${messageKey}`;
/** The parameters of `rowsEndingIn`: the stream with each end of the range. */
type RangeParameters = [stream: number, from: number, sameStream: number, upto: number];
/** In SQL: the rows of a stream that hold messages of a range; none if the range's last message is missing. */
export const rowsCovering = `key > ${messageKey} AND key <= (SELECT key FROM message WHERE key >= ${messageKey} AND key <= ${messageKey} ORDER BY key LIMIT 1)`;
/** The parameters of `rowsCovering`: the stream with each end of the range, and with `maxPosition`. */
export type CoveringParameters = [...RangeParameters, theStream: number, maxPosition: number];
/** In SQL: the position of a row's last message. */
export const lastPosition = `key & ${maxPosition}`;

type Separator = string | Uint8Array;
const noBytes = new Uint8Array();

/** A row with the messages `before < p <= last`. */
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

type StoredContent = Omit<StoredRow, "stream" | "position"> & { readonly checksum: number | null };

/** The statements of table `message`, which work on whole rows. `MessageLog` finds the messages in the rows. */
export class MessageTable {
  readonly #insert: LazyStatement<unknown[]>;
  readonly #next: LazyStatement<RangeParameters, { readonly last: number; readonly lengths: RowLengths }>;
  readonly #lengths: LazyStatement<RangeParameters, RowLengths>;
  readonly #joinedLengths: LazyStatement<
    RangeParameters,
    { readonly lengths: Buffer | null; readonly singles: number }
  >;
  readonly #joined: LazyStatement<[Separator, ...RangeParameters], Buffer>;
  readonly #part: LazyStatement<[Separator, number, number, ...RangeParameters], Buffer>;
  readonly #bytes: LazyStatement<RangeParameters, { readonly bytes: number; readonly commas: number }>;
  readonly #last: LazyStatement<RangeParameters, number | null>;
  readonly #appendedAt: LazyStatement<[...RangeParameters, number], number>;
  readonly #lastTime: LazyStatement<RangeParameters, number>;
  readonly #sizes: LazyStatement<[...RangeParameters, number], RowSize>;
  readonly #delete: LazyStatement<RangeParameters>;
  readonly #stored: LazyStatement<[number, number], StoredContent>;
  readonly #redate: LazyStatement<[number, number | null, number, number]>;

  constructor(statements: LazyStatements) {
    const rows = `FROM message WHERE ${rowsEndingIn} ORDER BY key`;
    // Joining in SQLite is several times faster than a JavaScript object for each row.
    const joined = "cast(group_concat(data, ?) AS BLOB)";
    this.#insert = statements.prepare(`INSERT INTO message VALUES (${messageKey}, ?, ?, ?, ?)`);
    this.#next = statements.prepare(
      `SELECT ${lastPosition} AS last, ${rowLengths} AS lengths ${rows} LIMIT 1`,
    );
    this.#lengths = statements.prepare<RangeParameters, RowLengths>(`SELECT ${rowLengths} ${rows}`).pluck();
    this.#joinedLengths = statements.prepare(
      `SELECT cast(group_concat(lengths, x'') AS BLOB) AS lengths, count(*) - count(lengths) AS singles
       FROM (SELECT lengths ${rows})`,
    );
    this.#joined = statements
      .prepare<[Separator, ...RangeParameters], Buffer>(`SELECT ${joined} FROM (SELECT data ${rows})`)
      .pluck();
    this.#part = statements
      .prepare<[Separator, number, number, ...RangeParameters], Buffer>(
        `SELECT substr(${joined}, ? + 1, ?) FROM (SELECT data ${rows})`,
      )
      .pluck();
    this.#bytes = statements.prepare(
      `SELECT total(length(data)) AS bytes, total(${rowCount} - 1) AS commas FROM message WHERE ${rowsEndingIn}`,
    );
    this.#last = statements
      .prepare<RangeParameters, number | null>(
        `SELECT max(key) & ${maxPosition} FROM message WHERE ${rowsEndingIn}`,
      )
      .pluck();
    this.#appendedAt = statements
      .prepare<[...RangeParameters, number], number>(
        `SELECT appended_at FROM
          (SELECT appended_at, ${lastPosition} AS last, ${rowCount} AS count ${rows} LIMIT 1)
          WHERE ? BETWEEN last - count + 1 AND last`,
      )
      .pluck();
    this.#lastTime = statements
      .prepare<RangeParameters, number>(
        `SELECT appended_at FROM message WHERE ${rowsEndingIn} ORDER BY key DESC LIMIT 1`,
      )
      .pluck();
    this.#sizes = statements.prepare(
      `SELECT ${lastPosition} AS last, ${rowCount} AS count, length(data) AS bytes ${rows} LIMIT ${boundLimit}`,
    );
    this.#delete = statements.prepare(`DELETE FROM message WHERE ${rowsEndingIn}`);
    this.#stored = statements.prepare(
      `SELECT appended_at AS appendedAt, data, checksum, lengths FROM message WHERE key = ${messageKey}`,
    );
    this.#redate = statements.prepare(
      `UPDATE message SET appended_at = ?, checksum = ? WHERE key = ${messageKey}`,
    );
  }

  insert(row: StoredRow): void {
    const { stream, position, appendedAt, data, lengths } = row;
    this.#insert.run(stream, position, appendedAt, data, messageChecksum(row), lengths);
  }

  /** The row with the message at a position; undefined if it is missing. */
  rowAt(stream: number, position: number): RowPlace | undefined {
    const row = this.#next.get(stream, position - 1, stream, maxPosition);
    if (!row) return undefined;
    const before = row.last - countOf(row.lengths);
    // With a damaged key in an inner page of the tree, SQLite may find another row.
    return before < position && position <= row.last ? { ...row, before } : undefined;
  }

  /**
   * Adds the lengths of all messages of the rows to a list.
   *
   * @param first those of the first row
   */
  pushLengths(into: number[], stream: number, from: number, upto: number, first: RowLengths): void {
    if (typeof first !== "number") {
      // Shared rows mostly follow one another, and one buffer for all of them is far faster than one for each.
      const { lengths, singles } = this.#joinedLengths.get(stream, from, stream, upto)!;
      if (singles === 0) return pushLengths(into, lengths!);
    }
    for (const lengths of this.#lengths.all(stream, from, stream, upto)) pushLengths(into, lengths);
  }

  /**
   * The data of the rows end to end, in a JSON stream with a comma between two; or a `part` of that. A part is cut out in
   * SQL: a view would take the rest along when it crosses a port, and the other side may not be allowed to see that.
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

  /** The bytes of the messages in the rows. */
  bytes(stream: number, from: number, upto: number, json: boolean): number {
    const { bytes, commas } = this.#bytes.get(stream, from, stream, upto)!;
    return json ? bytes - commas : bytes;
  }

  /** The stream's last position, if it is above `after`. */
  last(stream: number, after: number): number | undefined {
    return this.#last.get(stream, after, stream, maxPosition) ?? undefined;
  }

  /** When a message was appended, in milliseconds since the epoch; undefined if it is missing. */
  appendedAt(stream: number, position: number): number | undefined {
    return this.#appendedAt.get(stream, position - 1, stream, maxPosition, position);
  }

  /** The time of the last row that ends at or before a position; undefined if there is none. */
  lastTime(stream: number, upto: number): number | undefined {
    return this.#lastTime.get(stream, 0, stream, upto);
  }

  /** The sizes of the first rows, `limit` at most. */
  sizes(stream: number, from: number, upto: number, limit: number): RowSize[] {
    return this.#sizes.all(stream, from, stream, upto, limit);
  }

  /** Changes the time of the row whose last message is at a position. A damaged row keeps its wrong checksum. */
  redate(stream: number, position: number, appendedAt: number): void {
    const { checksum, ...content } = this.#stored.get(stream, position)!;
    const row = { stream, position, ...content };
    const isSound = checksum !== null && isAsStored(row, checksum);
    this.#redate.run(
      appendedAt,
      isSound ? messageChecksum({ ...row, appendedAt }) : checksum,
      stream,
      position,
    );
  }

  delete(stream: number, from: number, upto: number): void {
    this.#delete.run(stream, from, stream, upto);
  }
}

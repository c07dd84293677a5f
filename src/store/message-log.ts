import { boundLimit, type LazyStatement, type LazyStatements } from "./lazy-statements.ts";
import { maxPosition, positionBits } from "../protocol/offset.ts";
import { StreamError } from "../protocol/errors.ts";
import { messageChecksum } from "./message-checksum.ts";
import { RecentRun } from "./recent-run.ts";

/** Stream and position, put together in SQL: a key needs 63 bits, and a JavaScript number has 53. */
export const messageKey = `((? << ${positionBits}) | ?)`;
export const within = `key > ${messageKey} AND key <= ${messageKey}`;
/** The parameters of `within`: the stream twice, with the positions of both ends. */
export type Within = [stream: number, position: number, sameStream: number, upto: number];

/** Messages side by side in one stream, all appended at the same millisecond: not written yet. */
interface PendingRun {
  readonly stream: number;
  readonly firstPosition: number;
  readonly appendedAt: number;
  readonly data: Uint8Array[];
}

/** Rows of one insert statement: many share the cost of a call, and any number is a few of these. */
const inserts = [64, 16, 4, 1].map((rows) => ({ rows, sql: insertRun(rows) }));

/**
 * The messages of all streams: table `message`. What is appended is held back until the transaction ends,
 * or until it is looked at, and written in runs.
 */
export class MessageLog {
  /** What was read last, for the next reader of the same. */
  readonly recent = new RecentRun();
  readonly #inserts: readonly { readonly rows: number; readonly statement: LazyStatement<unknown[]> }[];
  readonly #pending: PendingRun[] = [];
  /** The last run of each stream. */
  readonly #open = new Map<number, PendingRun>();
  readonly #lengths: LazyStatement<[...Within, number], number>;
  readonly #joined: LazyStatement<Within, Buffer>;
  readonly #joinedJson: LazyStatement<Within, Buffer>;
  readonly #bytes: LazyStatement<Within, number>;
  readonly #after: LazyStatement<Within, { readonly last: number | null; readonly bytes: number }>;
  readonly #appendedAt: LazyStatement<[number, number], number>;
  readonly #first: LazyStatement<Within, number>;
  readonly #delete: LazyStatement<Within>;

  constructor(statements: LazyStatements) {
    this.#inserts = inserts.map(({ rows, sql }) => ({ rows, statement: statements.prepare(sql) }));
    this.#lengths = statements
      .prepare<[...Within, number], number>(
        `SELECT length(data) FROM message WHERE ${within} ORDER BY key LIMIT ${boundLimit}`,
      )
      .pluck();
    // Joining inside SQLite is several times faster than one JavaScript object for each row.
    const join = (separator: string) =>
      statements
        .prepare<Within, Buffer>(
          `SELECT cast(group_concat(data, ${separator}) AS BLOB) FROM (SELECT data FROM message WHERE ${within} ORDER BY key)`,
        )
        .pluck();
    this.#joined = join("x''");
    this.#joinedJson = join("','");
    this.#bytes = statements
      .prepare<Within, number>(`SELECT total(length(data)) FROM message WHERE ${within}`)
      .pluck();
    this.#after = statements.prepare(
      `SELECT max(key) & ${maxPosition} AS last, total(length(data)) AS bytes FROM message WHERE ${within}`,
    );
    this.#appendedAt = statements
      .prepare<[number, number], number>(`SELECT appended_at FROM message WHERE key = ${messageKey}`)
      .pluck();
    this.#first = statements
      .prepare<Within, number>(
        `SELECT key & ${2 ** positionBits - 1} FROM message WHERE ${within} ORDER BY key LIMIT 1`,
      )
      .pluck();
    this.#delete = statements.prepare(`DELETE FROM message WHERE ${within}`);
  }

  /** Inside a transaction, which has to end with `write`, or `clear` when it is taken back. */
  append(stream: number, position: number, appendedAt: number, data: Uint8Array): void {
    const open = this.#open.get(stream);
    if (open?.appendedAt === appendedAt && open.firstPosition + open.data.length === position) {
      open.data.push(data);
      return;
    }
    const run = { stream, firstPosition: position, appendedAt, data: [data] };
    this.#open.set(stream, run);
    this.#pending.push(run);
  }

  /** Writes what was appended. */
  write(): void {
    if (this.#pending.length === 0) return;
    for (const run of this.#pending) this.#insert(run);
    this.clear();
  }

  clear(): void {
    if (this.#pending.length === 0) return;
    this.#pending.length = 0;
    this.#open.clear();
  }

  #insert({ stream, firstPosition, appendedAt, data }: PendingRun): void {
    let done = 0;
    for (const { rows, statement } of this.#inserts) {
      for (; data.length - done >= rows; done += rows) {
        const values: unknown[] = [stream, firstPosition + done, appendedAt];
        for (let i = done; i < done + rows; i++) {
          const bytes = data[i]!;
          values.push(bytes, messageChecksum(stream, firstPosition + i, appendedAt, bytes));
        }
        statement.run(values);
      }
    }
  }

  /** Bytes of each of the next messages, at most `limit`. */
  lengths(stream: number, position: number, upto: number, limit: number): number[] {
    this.write();
    return this.#lengths.all(stream, position, stream, upto, limit);
  }

  /** The messages themselves, end to end; for JSON with a comma between two. */
  join(stream: number, position: number, upto: number, json: boolean): Uint8Array {
    this.write();
    return (json ? this.#joinedJson : this.#joined).get(stream, position, stream, upto) ?? new Uint8Array();
  }

  bytes(stream: number, position: number, upto: number): number {
    this.write();
    return this.#bytes.get(stream, position, stream, upto)!;
  }

  /** What there is of a stream after a position: where it ends, and its bytes. */
  after(stream: number, position: number): { readonly tail: number; readonly bytes: number } {
    this.write();
    const { last, bytes } = this.#after.get(stream, position, stream, maxPosition)!;
    return { tail: last ?? position, bytes };
  }

  /** When a message was appended, in milliseconds since the epoch. */
  appendedAt(stream: number, position: number): number {
    this.write();
    const time = this.#appendedAt.get(stream, position);
    if (time === undefined) throw missing(stream, position);
    return time;
  }

  /** The position of the first message that is there, deleted ones left out. */
  first(stream: number, position: number, upto: number): number | undefined {
    this.write();
    return this.#first.get(stream, position, stream, upto);
  }

  /** Returns how many were deleted. */
  delete(stream: number, position: number, upto: number): number {
    this.write();
    return this.#delete.run(stream, position, stream, upto).changes;
  }
}

function insertRun(rows: number): string {
  if (rows === 1) return `INSERT INTO message VALUES (${messageKey}, ?, ?, ?)`;
  const values = Array.from({ length: rows }, (_, n) => `(${n}, ?, ?)`).join(", ");
  return `WITH first (key, at) AS (SELECT ${messageKey}, ?)
    INSERT INTO message SELECT first.key + column1, first.at, column2, column3 FROM first, (VALUES ${values})`;
}

/** Positions have no gaps: a missing one is damage, and reading on would hide it. */
export function missing(stream: number, position: number): StreamError {
  return new StreamError("STORE_CORRUPT", `message ${position} of stream ${stream} is missing`, {
    stream,
    position,
  });
}

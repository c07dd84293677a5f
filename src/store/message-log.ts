import type { Database, Statement } from "better-sqlite3";
import { positionBits } from "../protocol/offset.ts";
import { StreamError } from "../protocol/errors.ts";

/** Messages `position < p <= upto` of one stream, as they lie on disk. */
export interface MessageRun {
  readonly data: Uint8Array;
  readonly lengths: Uint32Array;
}

/** Stream and position, put together in SQL: a key needs 63 bits, and a JavaScript number has 53. */
const key = `((? << ${positionBits}) | ?)`;
const within = `key > ${key} AND key <= ${key}`;
/** The parameters of `within`: the stream twice, with the positions of both ends. */
type Within = [stream: number, position: number, sameStream: number, upto: number];

/** The messages of all streams: table `message`. */
export class MessageLog {
  readonly #insert: Statement<[number, number, number, Uint8Array]>;
  readonly #lengths: Statement<[...Within, number], number>;
  readonly #joined: Statement<Within, Buffer>;
  readonly #joinedJson: Statement<Within, Buffer>;
  readonly #bytes: Statement<Within, number>;
  readonly #appendedAt: Statement<[number, number], number>;
  readonly #first: Statement<Within, number>;
  readonly #delete: Statement<Within>;

  constructor(db: Database) {
    this.#insert = db.prepare(`INSERT INTO message VALUES (${key}, ?, ?)`);
    this.#lengths = db
      .prepare<[...Within, number], number>(
        `SELECT length(data) FROM message WHERE ${within} ORDER BY key LIMIT ?`,
      )
      .pluck();
    // Joining inside SQLite is several times faster than one JavaScript object for each row.
    const join = (separator: string) =>
      db
        .prepare<Within, Buffer>(
          `SELECT cast(group_concat(data, ${separator}) AS BLOB) FROM (SELECT data FROM message WHERE ${within} ORDER BY key)`,
        )
        .pluck();
    this.#joined = join("x''");
    this.#joinedJson = join("','");
    this.#bytes = db
      .prepare<Within, number>(`SELECT total(length(data)) FROM message WHERE ${within}`)
      .pluck();
    this.#appendedAt = db
      .prepare<[number, number], number>(`SELECT appended_at FROM message WHERE key = ${key}`)
      .pluck();
    this.#first = db
      .prepare<Within, number>(
        `SELECT key & ${2 ** positionBits - 1} FROM message WHERE ${within} ORDER BY key LIMIT 1`,
      )
      .pluck();
    this.#delete = db.prepare(`DELETE FROM message WHERE ${within}`);
  }

  append(stream: number, position: number, appendedAt: number, data: Uint8Array): void {
    this.#insert.run(stream, position, appendedAt, data);
  }

  /** Bytes of each of the next messages, at most `limit`. */
  lengths(stream: number, position: number, upto: number, limit: number): number[] {
    return this.#lengths.all(stream, position, stream, upto, limit);
  }

  /** The messages themselves, end to end; for JSON with a comma between two. */
  join(stream: number, position: number, upto: number, json: boolean): Uint8Array {
    return (json ? this.#joinedJson : this.#joined).get(stream, position, stream, upto) ?? new Uint8Array();
  }

  bytes(stream: number, position: number, upto: number): number {
    return this.#bytes.get(stream, position, stream, upto)!;
  }

  /** When a message was appended, in milliseconds since the epoch. */
  appendedAt(stream: number, position: number): number {
    const time = this.#appendedAt.get(stream, position);
    if (time === undefined) throw missing(stream, position);
    return time;
  }

  /** The position of the first message that is there, deleted ones left out. */
  first(stream: number, position: number, upto: number): number | undefined {
    return this.#first.get(stream, position, stream, upto);
  }

  /** Returns how many were deleted. */
  delete(stream: number, position: number, upto: number): number {
    return this.#delete.run(stream, position, stream, upto).changes;
  }
}

/** Positions have no gaps: a missing one is damage, and reading on would hide it. */
export function missing(stream: number, position: number): StreamError {
  return new StreamError("STORE_CORRUPT", `message ${position} of stream ${stream} is missing`, {
    stream,
    position,
  });
}

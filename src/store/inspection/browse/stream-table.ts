import type { Database, Statement } from "better-sqlite3";
import { boundLimit } from "../../sqlite/lazy-statements.ts";
import { maxPosition, positionBits } from "../../../protocol/offset.ts";

/** A row of table `stream`, as an array: an object for each of 100,000 would take several times as long. */
export type StreamFacts = [
  id: number,
  path: string,
  tail: number,
  floor: number,
  bytes: number,
  deadline: number | null,
  lags: number,
  source: number | null,
];

/** Sorts after all paths: in SQLite every blob is greater than every text. */
const highest = new Uint8Array();
type High = string | Uint8Array;

/** Queries of table `stream`, past the catalog. Each is one small step. */
export class StreamTable {
  readonly #scan: Statement<[string, number], StreamFacts>;
  readonly #ids: Readonly<Record<"ascending" | "descending", Statement<[string, High, number], number>>>;
  readonly #paths: Readonly<Record<"ascending" | "descending", Statement<[string, High], string>>>;
  readonly #jump: Statement<[string, High, number], string>;
  readonly #count: Statement<[string, High], number>;
  readonly #forkIds: Statement<[number, number], number>;
  readonly #forkCount: Statement<[number], number>;
  readonly #lastAppend: Statement<[number, number], number>;

  constructor(db: Database) {
    const isVisible = "path IS NOT NULL AND deleted = 0";
    this.#scan = db
      .prepare<[string, number], StreamFacts>(
        `SELECT id, path, tail, floor, bytes, deadline, lags, source FROM stream
          WHERE path >= ? AND deleted = 0 ORDER BY path LIMIT ${boundLimit}`,
      )
      .raw();
    const fromRange = "FROM stream WHERE path >= ? AND path < ?";
    const ids = (order: string) =>
      db
        .prepare<[string, High, number], number>(
          `SELECT id ${fromRange} AND deleted = 0 ORDER BY path ${order} LIMIT ${boundLimit}`,
        )
        .pluck();
    const paths = (order: string) =>
      db.prepare<[string, High], string>(`SELECT path ${fromRange} ORDER BY path ${order} LIMIT 1`).pluck();
    this.#ids = { ascending: ids("ASC"), descending: ids("DESC") };
    this.#paths = { ascending: paths("ASC"), descending: paths("DESC") };
    this.#jump = db
      .prepare<[string, High, number], string>(
        `SELECT path ${fromRange} ORDER BY path LIMIT 1 OFFSET ${boundLimit}`,
      )
      .pluck();
    this.#count = db.prepare<[string, High], number>(`SELECT count(*) ${fromRange}`).pluck();
    this.#forkIds = db
      .prepare<[number, number], number>(
        `SELECT id FROM stream WHERE source = ? AND ${isVisible} ORDER BY id LIMIT ${boundLimit}`,
      )
      .pluck();
    this.#forkCount = db
      .prepare<[number], number>(`SELECT count(*) FROM stream WHERE source = ? AND ${isVisible}`)
      .pluck();
    this.#lastAppend = db
      .prepare<[number, number], number>(
        `SELECT appended_at FROM message WHERE key > (? << ${positionBits})
          AND key <= ((? << ${positionBits}) | ${maxPosition}) ORDER BY key DESC LIMIT 1`,
      )
      .pluck();
  }

  /** Streams in path order, from a text on. */
  scan(from: string, limit: number): StreamFacts[] {
    return this.#scan.all(from, limit);
  }

  /** The ids of the streams in a range, in path order or reversed. */
  ids({ low, high }: PathRange, descending: boolean, limit: number): number[] {
    return this.#ids[descending ? "descending" : "ascending"].all(low, high ?? highest, limit);
  }

  /** The first path of a range, or its last. */
  path({ low, high }: PathRange, last: boolean): string | undefined {
    return this.#paths[last ? "descending" : "ascending"].get(low, high ?? highest);
  }

  /** The path that is `by` paths after the first one of a range. */
  jump({ low, high }: PathRange, by: number): string | undefined {
    return this.#jump.get(low, high ?? highest, by);
  }

  /** The number of paths in a range, including those of streams that still have to be cleaned up. */
  count({ low, high }: PathRange): number {
    return this.#count.get(low, high ?? highest)!;
  }

  forkIds(source: number, limit: number): number[] {
    return this.#forkIds.all(source, limit);
  }

  forkCount(source: number): number {
    return this.#forkCount.get(source)!;
  }

  /** When the last message was appended that is stored for a stream itself, in milliseconds since the epoch. */
  lastAppend(id: number): number | undefined {
    return this.#lastAppend.get(id, id);
  }
}

/** The paths from one text on and before another, in the order of the database: by code point. */
export interface PathRange {
  readonly low: string;
  /** Undefined: to the end. */
  readonly high: string | undefined;
}

export function pathsUnder(prefix: string): PathRange {
  return { low: prefix, high: justAfter(prefix) };
}

/** The text that sorts directly after `text`. */
export function following(text: string): string {
  return `${text}\0`;
}

/** The first text that sorts after all texts with a prefix; undefined if there is none. */
export function justAfter(prefix: string): string | undefined {
  const points = Array.from(prefix);
  while (points.length > 0) {
    const last = points.pop()!.codePointAt(0)!;
    if (last < 0x10ffff) {
      return points.join("") + String.fromCodePoint(last === 0xd7ff ? 0xe000 : last + 1);
    }
  }
  return undefined;
}

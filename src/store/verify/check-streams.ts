import type { Database, Statement } from "better-sqlite3";
import { formatOffset, maxPosition, positionBits } from "../../protocol/offset.ts";
import { StreamError } from "../../protocol/errors.ts";
import { assertStreamPath } from "../../protocol/stream-path.ts";
import type { StreamRow } from "../streams/row.ts";
import type { Findings } from "./findings.ts";
import { OwnedMessages, pathOf, type MessageRow } from "./owned-messages.ts";
import { forkNeeds, isVisible, type ForkBytes, type ForkNeeds } from "./stream-needs.ts";

type Yields = Generator<number, void, undefined>;

/**
 * Checks the streams with their messages: positions have no gaps up to the tail, times never decrease, sizes add up, forks
 * find the messages that they share, and every message belongs to a stream. Yields 1 for each row.
 */
export class StreamsCheck {
  readonly #db: Database;
  readonly #findings: Findings;
  readonly #garbage: Statement<[number], number>;
  readonly #forkOf: Statement<[number]>;
  readonly #messages: Statement<[number, number], MessageRow>;
  readonly #byPosition: Statement<[number, number], number>;
  readonly #firstIn: Statement<[number, number], number>;
  /** The bytes of each fork's messages, inherited and own, by the fork's id. */
  readonly #forkBytes = new Map<number, number>();

  constructor(db: Database, findings: Findings) {
    this.#db = db;
    this.#findings = findings;
    this.#garbage = db.prepare<[number], number>("SELECT 1 FROM garbage WHERE stream = ?").pluck();
    this.#forkOf = db.prepare("SELECT 1 FROM stream WHERE source = ?");
    // Reads the data, and not only its length, to notice a break in its pages.
    this.#messages = db.prepare(
      `SELECT key & ${maxPosition} AS position, appended_at AS appendedAt, data, lengths, checksum
       FROM message WHERE key >= (? << ${positionBits}) AND key < (? << ${positionBits}) ORDER BY key`,
    );
    this.#byPosition = db
      .prepare<[number, number], number>(`SELECT 1 FROM message WHERE key = ((? << ${positionBits}) | ?)`)
      .pluck();
    this.#firstIn = db
      .prepare<[number, number], number>(
        `SELECT key >> ${positionBits} FROM message WHERE key >= (? << ${positionBits}) AND key < (? << ${positionBits})
         ORDER BY key LIMIT 1`,
      )
      .pluck();
  }

  *run(): Yields {
    const needs = yield* forkNeeds(this.#db);
    let next = 0;
    for (const row of this.#db.prepare<[], StreamRow>("SELECT * FROM stream ORDER BY id").iterate()) {
      yield 1;
      yield* this.#findings.guard("messages of no stream", this.#orphans(next, row.id));
      this.#checkRow(row);
      yield* this.#findings.guard(nameOf(row), this.#checkMessages(row, needs));
      next = row.id + 1;
    }
    const end = 2 ** (63 - positionBits) - 1;
    yield* this.#findings.guard("messages of no stream", this.#orphans(next, end));
    for (const fork of needs.forks.values()) this.#checkForkBytes(fork);
  }

  *#checkMessages(row: StreamRow, needs: ForkNeeds): Yields {
    const forks = needs.bySource.get(row.id) ?? [];
    const owned = new OwnedMessages(row, forks, this.#garbage.get(row.id) !== undefined, this.#findings);
    for (const message of this.#messages.iterate(row.id, row.id + 1)) {
      owned.take(message);
      // A damaged key in an inner page of the tree hides the row from a search by key, but not from this scan.
      if (this.#byPosition.get(row.id, message.position) === undefined) owned.reportLost(message.position);
      yield 1;
    }
    const bytes = owned.end();
    if (needs.forks.has(row.id)) this.#addBytes(row.id, bytes);
    else if (isVisible(row)) this.#checkBytes(row, bytes);
    for (const { reader } of forks) {
      for (const { source, from, upto } of needs.forks.get(reader.id)?.inherited ?? []) {
        if (source === row.id) this.#addBytes(reader.id, owned.bytesBetween(from, upto));
      }
    }
  }

  #addBytes(fork: number, bytes: number): void {
    this.#forkBytes.set(fork, (this.#forkBytes.get(fork) ?? 0) + bytes);
  }

  #checkForkBytes({ row }: ForkBytes): void {
    this.#checkBytes(row, this.#forkBytes.get(row.id) ?? 0);
  }

  #checkBytes(row: StreamRow, bytes: number): void {
    if (bytes !== row.bytes)
      this.#findings.add("bytes", `its messages have ${bytes} bytes, not ${row.bytes}`, pathOf(row));
  }

  #checkRow(row: StreamRow): void {
    const problem = rowProblem(row);
    if (problem !== undefined) this.#findings.add("stream", problem, pathOf(row));
    if (!isVisible(row) && this.#forkOf.get(row.id) === undefined)
      this.#findings.add("stream", "it is kept for its forks, but has none", pathOf(row));
    if (row.source === null) return;
    const source = this.#db.prepare<[number], StreamRow>("SELECT * FROM stream WHERE id = ?").get(row.source);
    if (!source) this.#findings.add("stream", "the source of the fork does not exist", pathOf(row));
    else if (source.lags === 0 && source.tail < (row.fork_position ?? 0))
      this.#findings.add("stream", "it was forked beyond the tail of its source", pathOf(row));
  }

  /** Looks for messages of streams `from <= id < to`, none of which exists. */
  *#orphans(from: number, to: number): Yields {
    for (let next = from; ; next++) {
      const id = this.#firstIn.get(next, to) ?? to;
      // With a damaged key in an inner page of the tree, SQLite may find an earlier row, and this would never end.
      if (id < next) throw new StreamError("STORE_CORRUPT", "the keys of table message are out of order");
      if (id >= to) return;
      next = id;
      if (this.#garbage.get(id) === undefined)
        this.#findings.add("surplus", `messages are stored for stream ${id}, which does not exist`, {
          offset: formatOffset(id, 0),
        });
      for (const _ of this.#messages.iterate(id, id + 1)) yield 1;
    }
  }
}

function rowProblem(row: StreamRow): string | undefined {
  const { floor, tail } = row;
  if (!(floor >= 0 && floor <= tail && tail <= maxPosition))
    return `its floor is ${floor}, and its tail is ${tail}`;
  if (row.source !== null && !(row.fork_position !== null && row.fork_position <= tail))
    return `it was forked at position ${row.fork_position}, and its tail is ${tail}`;
  for (const flag of ["closed", "deleted", "lags"] as const) {
    const value: number = row[flag];
    if (value !== 0 && value !== 1) return `its column ${flag} is ${value}, not 0 or 1`;
  }
  if (row.ttl_seconds !== null && row.expires_at !== null) return "it has both a TTL and a fixed expiry";
  try {
    if (row.path !== null) assertStreamPath(row.path);
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
}

function nameOf({ id, path }: StreamRow): string {
  return path === null ? `the messages of stream ${id}` : `the messages of ${JSON.stringify(path)}`;
}

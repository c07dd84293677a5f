import type { Database } from "better-sqlite3";
import { appendedAt } from "../../streams/lineage/lineage.ts";
import type { StoreContext } from "../../context.ts";
import { following, type StreamFacts, type StreamTable } from "./stream-table.ts";
import { nextTurn } from "../../turns.ts";

/** The properties of a stream to sort and to search by. */
export interface IndexEntry {
  readonly id: number;
  readonly path: string;
  /** Its index in path order. */
  readonly rank: number;
  readonly bytes: number;
  readonly messages: number;
  readonly deadline: number | undefined;
  readonly isFork: boolean;
}

export interface IndexSnapshot {
  readonly entries: readonly IndexEntry[];
  /** The orders and searches that were made of these entries, by their options. */
  readonly views: Map<string, unknown>;
}

/** The streams to read in one turn of the event loop: about a millisecond. */
const streamsPerTurn = 500;
/** How old the index may be while streams change, in milliseconds. */
const maxAgeMs = 2000;
/** The largest share of the time that reading it may take. */
const maxShare = 1 / 10;

/**
 * All streams in memory, for the queries that no index of the database supports. It is read again, in slices, when it is
 * requested and the database has changed since, but at most every two seconds.
 */
export class StreamIndex {
  readonly #store: StoreContext;
  readonly #table: StreamTable;
  readonly #db: Database;
  #snapshot: IndexSnapshot | undefined;
  #stamp: string | undefined;
  #freshUntil = 0;
  #reading: Promise<IndexSnapshot> | undefined;
  readonly #lastAppends = new WeakMap<IndexSnapshot, Promise<ReadonlyMap<number, number>>>();

  constructor(store: StoreContext, table: StreamTable, db: Database) {
    this.#store = store;
    this.#table = table;
    this.#db = db;
  }

  snapshot(): Promise<IndexSnapshot> {
    if (this.#snapshot && (performance.now() < this.#freshUntil || this.#stamp === this.#stampNow()))
      return Promise.resolve(this.#snapshot);
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  /** When each stream with messages was last appended to, by its id, in milliseconds since the epoch. */
  lastAppends(snapshot: IndexSnapshot): Promise<ReadonlyMap<number, number>> {
    const known = this.#lastAppends.get(snapshot) ?? this.#readLastAppends(snapshot);
    this.#lastAppends.set(snapshot, known);
    return known;
  }

  async #read(): Promise<IndexSnapshot> {
    const start = performance.now();
    const stamp = this.#stampNow();
    const entries: IndexEntry[] = [];
    let from = "";
    for (;;) {
      const rows = this.#store.snapshot(() => this.#table.scan(from, streamsPerTurn));
      for (const row of rows) entries.push(this.#entry(row, entries.length));
      if (rows.length < streamsPerTurn) break;
      from = following(rows[rows.length - 1]![1]);
      await nextTurn();
    }
    this.#stamp = stamp;
    const now = performance.now();
    this.#freshUntil = now + Math.max(maxAgeMs, (now - start) / maxShare);
    return (this.#snapshot = { entries, views: new Map() });
  }

  #entry([id, path, tail, floor, bytes, deadline, lags, source]: StreamFacts, rank: number): IndexEntry {
    // A row that lags has too few messages and bytes: the catalog adds those that are missing.
    const stream = lags === 1 ? this.#store.catalog.peek(id) : undefined;
    return {
      id,
      path,
      rank,
      bytes: stream?.bytes ?? bytes,
      messages: stream ? stream.tail - stream.floor : tail - floor,
      deadline: deadline ?? undefined,
      isFork: source !== null,
    };
  }

  async #readLastAppends({ entries }: IndexSnapshot): Promise<ReadonlyMap<number, number>> {
    const times = new Map<number, number>();
    for (let first = 0; first < entries.length; first += streamsPerTurn) {
      this.#store.snapshot(() => {
        for (const entry of entries.slice(first, first + streamsPerTurn)) {
          const time = entry.messages > 0 ? this.#lastAppend(entry) : undefined;
          if (time !== undefined) times.set(entry.id, time);
        }
      });
      await nextTurn();
    }
    return times;
  }

  /** The last message of a fork to which nothing was appended is its source's. */
  #lastAppend({ id, isFork }: IndexEntry): number | undefined {
    const own = this.#table.lastAppend(id);
    if (own !== undefined || !isFork) return own;
    const stream = this.#store.catalog.peek(id);
    return stream && stream.tail > stream.floor ? appendedAt(this.#store, stream, stream.tail) : undefined;
  }

  /** A text that changes with each change of the database, by this connection or another one. */
  #stampNow(): string {
    return this.#store.snapshot(() => {
      const changes = this.#db.prepare<[], number>("SELECT total_changes()").pluck().get();
      return `${changes}:${this.#db.pragma("data_version", { simple: true }) as number}`;
    });
  }
}

import Database, { type Statement } from "better-sqlite3";

/** Messages per transaction, and per page. */
export const pageSize = 1000;

/**
 * better-sqlite3 alone, as fast as it gets with the same guarantees: a table with the store's columns, WAL, FULL, prepared
 * statements. Checkpoints after every 1,000 pages of the log, SQLite's default.
 */
export class BareSqlite {
  readonly db: Database.Database;
  readonly #insert: Statement<[key: number, appendedAt: number, data: Uint8Array]>;
  readonly #insertInto: Statement<[stream: number, position: number, appendedAt: number, data: Uint8Array]>;
  readonly #page: Statement<[after: number, limit: number], BareRow>;
  readonly #last: Statement<[], number>;

  constructor(file: string) {
    this.db = new Database(file);
    this.db.pragma("journal_mode = WAL");
    this.db.pragma("synchronous = FULL");
    this.db.pragma("wal_autocheckpoint = 1000");
    this.db.exec(`
      CREATE TABLE IF NOT EXISTS message (
        key INTEGER PRIMARY KEY,
        appended_at INTEGER NOT NULL,
        data BLOB NOT NULL
      ) STRICT`);
    this.#insert = this.db.prepare("INSERT INTO message VALUES (?, ?, ?)");
    this.#insertInto = this.db.prepare("INSERT INTO message VALUES ((? << 36) | ?, ?, ?)");
    this.#page = this.db.prepare("SELECT key, data FROM message WHERE key > ? ORDER BY key LIMIT ?");
    this.#last = this.db.prepare<[], number>("SELECT coalesce(max(key), 0) FROM message").pluck();
  }

  insert(key: number, data: Uint8Array): void {
    this.#insert.run(key, Date.now(), data);
  }

  insertInto(stream: number, position: number, data: Uint8Array): void {
    this.#insertInto.run(stream, position, Date.now(), data);
  }

  /** Inserts messages in transactions of 1,000, under the keys from `firstKey` on. */
  insertAll(firstKey: number, messages: readonly Uint8Array[]): void {
    this.inTransactions(messages.length, (i) => this.insert(firstKey + i, messages[i]!));
  }

  /** Calls `write` with 0, 1, … `count - 1`, in transactions of 1,000. */
  inTransactions(count: number, write: (i: number) => void): void {
    const transaction = this.db.transaction((from: number, upto: number) => {
      for (let i = from; i < upto; i++) write(i);
    });
    for (let from = 0; from < count; from += pageSize) transaction(from, Math.min(count, from + pageSize));
  }

  page(after: number, limit: number = pageSize): BareRow[] {
    return this.#page.all(after, limit);
  }

  /** The largest key, or 0. */
  get last(): number {
    return this.#last.get()!;
  }

  close(): void {
    this.db.close();
  }
}

export interface BareRow {
  readonly key: number;
  readonly data: Buffer;
}

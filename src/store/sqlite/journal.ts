import type { Database } from "better-sqlite3";
import type { Held } from "../../waiting/held.ts";
import type { Durability } from "../options.ts";

/** The bytes of messages after which the log is written back: a few milliseconds of work. */
const bytesPerCheckpoint = 1024 * 1024;

/** The pages in the log at which a commit writes it back itself, if `afterCommit` has not done so before. */
const autocheckpointPages = 4000;

const synchronous = { full: "FULL", normal: "NORMAL" } as const satisfies Record<Durability, string>;

/** Sets the pragmas that a store's durability rests on. Must come before the first table is created. */
export function configureJournal(db: Database, durability: Durability): void {
  // synchronous is set explicitly: a fresh WAL database reports FULL, then drops to the compiled default.
  // On macOS, fsync leaves data in the drive's cache, from where it may reach the disk in any order: without a full one,
  // "full" would lose commits, and a checkpoint could damage the database. Other systems ignore these two.
  db.exec(`
    PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = ${synchronous[durability]};
    PRAGMA wal_autocheckpoint = ${autocheckpointPages}`);
}

/**
 * The write-ahead log: when it is flushed, and when it is written back to the database (a checkpoint).
 *
 * A checkpoint runs in a turn of the event loop in which no queue is committed: earlier writes have been answered, and later
 * ones wait for nothing else. It is due after a number of bytes, not of pages in the log as in SQLite: small appends fill the
 * log with copies of one page, of which only the last is written back, large ones with pages that all are.
 */
export class Journal {
  readonly #db: Database;
  readonly #durability: Durability;
  readonly #inOwnTurn: (work: () => void) => void;
  #bytes = 0;
  #isScheduled = false;

  /** `inOwnTurn` runs work soon, in a turn of the event loop without a commit (see `CommitTurns`). */
  constructor(db: Database, durability: Durability, inOwnTurn: (work: () => void) => void) {
    this.#db = db;
    this.#durability = durability;
    this.#inOwnTurn = inOwnTurn;
  }

  /** After a commit that has stored so many bytes of messages: writes the log back now and then. */
  afterCommit(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < bytesPerCheckpoint || this.#isScheduled || this.#db.memory) return;
    this.#isScheduled = true;
    this.#inOwnTurn(() => {
      this.#isScheduled = false;
      this.#bytes = 0;
      try {
        if (this.#db.open) this.writeBack();
      } catch {
        // Nothing is lost, as the log has everything. If the disk fails, the next append reports it.
      }
    });
  }

  /** Whether the log is about to be written back, and the pragmas that work has changed and not restored. */
  get held(): Held {
    const scheduled = { "scheduled checkpoints": this.#isScheduled ? 1 : 0 };
    if (!this.#db.open || this.#db.readonly) return scheduled;
    const differs = (pragma: string, value: number) =>
      this.#db.pragma(pragma, { simple: true }) === value ? 0 : 1;
    return {
      ...scheduled,
      "pragma synchronous": differs("synchronous", this.#durability === "full" ? 2 : 1),
      "pragma wal_autocheckpoint": differs("wal_autocheckpoint", autocheckpointPages),
    };
  }

  /** Writes back what no reader needs, without waiting for one. */
  writeBack(): void {
    this.#db.pragma("wal_checkpoint(PASSIVE)");
  }

  /** Writes everything back and empties the log; leaves it for the next time while another process reads. */
  truncate(): void {
    this.#db.pragma("wal_checkpoint(TRUNCATE)");
  }

  /**
   * Runs a transaction whose flush, and write-back, can wait: for work that only has to be done again after a power cut.
   * The next commit flushes the log up to itself anyway.
   */
  withoutFlush<T>(work: () => T): T {
    this.#db.pragma("synchronous = NORMAL");
    this.#db.pragma("wal_autocheckpoint = 0");
    try {
      return this.#db.transaction(work).immediate();
    } finally {
      this.#db.pragma(`wal_autocheckpoint = ${autocheckpointPages}`);
      this.#db.pragma(`synchronous = ${synchronous[this.#durability]}`);
    }
  }
}

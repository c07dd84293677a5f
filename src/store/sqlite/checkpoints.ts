import type { Database } from "better-sqlite3";

/** Bytes of messages after which the log is written back: a few milliseconds of work. */
const bytesPerCheckpoint = 1024 * 1024;

/**
 * Writes the write-ahead log back to the database (a checkpoint) in a turn in which no queue is committed: what was
 * submitted before it has been answered, and what comes meanwhile waits for it alone. It goes by bytes, and not like
 * SQLite by pages in the log: small appends fill the log with copies of one page, of which only the last is written back,
 * and large ones with pages that all are.
 */
export class Checkpoints {
  readonly #db: Database;
  /** See `CommitTurns`. */
  readonly #inOwnTurn: (work: () => void) => void;
  #bytes = 0;
  #scheduled = false;

  constructor(db: Database, inOwnTurn: (work: () => void) => void) {
    this.#db = db;
    this.#inOwnTurn = inOwnTurn;
  }

  /** After a commit that has stored so many bytes of messages. */
  stored(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < bytesPerCheckpoint || this.#scheduled || this.#db.memory) return;
    this.#scheduled = true;
    this.#inOwnTurn(() => this.#run());
  }

  #run(): void {
    this.#scheduled = false;
    this.#bytes = 0;
    if (!this.#db.open) return;
    try {
      this.#db.pragma("wal_checkpoint(PASSIVE)");
    } catch {
      // Nothing is lost, the log has it all: who appends to a disk that fails is told there.
    }
  }
}

import type { Database } from "better-sqlite3";
import { LazyStatements, type LazyStatement } from "./lazy-statements.ts";

/**
 * The transaction of a commit. It begins with the first statement that writes: the reads before that need none, and a single
 * statement is a transaction by itself.
 */
export class LazyTransaction {
  readonly #db: Database;
  readonly #begin: LazyStatement<[]>;
  readonly #commit: LazyStatement<[]>;
  #state: "none" | "open" | "begun" = "none";

  constructor(db: Database) {
    const statements = new LazyStatements(db);
    this.#db = db;
    this.#begin = statements.prepare("BEGIN IMMEDIATE");
    this.#commit = statements.prepare("COMMIT");
  }

  /** Makes one transaction of the writes that follow, up to `commit` or `rollBack`. */
  open(): void {
    this.#state = "open";
  }

  /** Must be called before each statement that writes. */
  beforeWrite(): void {
    if (this.#state !== "open") return;
    this.#begin.run();
    this.#state = "begun";
  }

  /** Runs the only statement of a transaction without `BEGIN` and `COMMIT`; within the transaction, if one has begun. */
  runAutocommit(write: () => void): void {
    if (this.#state === "open") this.#state = "none";
    write();
  }

  commit(): void {
    if (this.#state === "begun") this.#commit.run();
    this.#state = "none";
  }

  rollBack(): void {
    this.#state = "none";
    if (this.#db.inTransaction) this.#db.exec("ROLLBACK");
  }
}

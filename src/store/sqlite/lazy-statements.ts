import type { Database, Statement } from "better-sqlite3";

/** Not a bare `?`: SQLite would plan the statement again for each value, which takes longer than a small read. */
export const boundLimit = "(? + 0)";

/** Statements that are compiled on first use: a store has some fifty of them, and opening it needs only a few. */
export class LazyStatements {
  readonly #db: Database;
  /** Called before each statement that writes. */
  readonly #beforeWrite: () => void;

  constructor(db: Database, beforeWrite: () => void = () => {}) {
    this.#db = db;
    this.#beforeWrite = beforeWrite;
  }

  prepare<Parameters extends unknown[] = unknown[], Row = unknown>(
    sql: string,
  ): LazyStatement<Parameters, Row> {
    return new LazyStatement(this.#db, sql, this.#beforeWrite);
  }
}

/** A better-sqlite3 statement, reduced to the methods that the store uses. */
export class LazyStatement<Parameters extends unknown[], Row = unknown> {
  readonly #db: Database;
  readonly #sql: string;
  readonly #beforeWrite: () => void;
  #isPlucked = false;
  #compiled: Statement<Parameters, Row> | undefined;

  constructor(db: Database, sql: string, beforeWrite: () => void) {
    this.#db = db;
    this.#sql = sql;
    this.#beforeWrite = beforeWrite;
  }

  pluck(): this {
    this.#isPlucked = true;
    return this;
  }

  get(...parameters: Parameters): Row | undefined {
    return (this.#compiled ?? this.#compile()).get(...parameters);
  }

  all(...parameters: Parameters): Row[] {
    return (this.#compiled ?? this.#compile()).all(...parameters);
  }

  run(...parameters: Parameters): ReturnType<Statement["run"]> {
    this.#beforeWrite();
    return (this.#compiled ?? this.#compile()).run(...parameters);
  }

  #compile(): Statement<Parameters, Row> {
    const statement = this.#db.prepare(this.#sql) as unknown as Statement<Parameters, Row>;
    this.#compiled = this.#isPlucked ? statement.pluck() : statement;
    return this.#compiled;
  }
}

import type { LazyStatement, LazyStatements } from "../sqlite/lazy-statements.ts";

interface ReplicaRow {
  readonly position: number;
  readonly state: string;
}

/** The replicas of all streams, with the position up to which each has its stream: table `replica`. */
export class ReplicaTable {
  readonly #get: LazyStatement<[number, string], ReplicaRow>;
  readonly #put: LazyStatement<[number, string, number, string]>;
  readonly #least: LazyStatement<[number], number | null>;
  readonly #delete: LazyStatement<[number, string]>;
  readonly #deleteAll: LazyStatement<[number]>;

  constructor(statements: LazyStatements) {
    this.#get = statements.prepare("SELECT position, state FROM replica WHERE stream = ? AND name = ?");
    this.#put = statements.prepare("INSERT OR REPLACE INTO replica VALUES (?, ?, ?, ?)");
    this.#least = statements
      .prepare<[number], number | null>("SELECT min(position) FROM replica WHERE stream = ?")
      .pluck();
    this.#delete = statements.prepare("DELETE FROM replica WHERE stream = ? AND name = ?");
    this.#deleteAll = statements.prepare("DELETE FROM replica WHERE stream = ?");
  }

  get(stream: number, name: string): ReplicaRow | undefined {
    return this.#get.get(stream, name);
  }

  put(stream: number, name: string, { position, state }: ReplicaRow): void {
    this.#put.run(stream, name, position, state);
  }

  /** The position up to which every replica has the stream; 0 without replicas. */
  leastPosition(stream: number): number {
    return this.#least.get(stream) ?? 0;
  }

  delete(stream: number, name: string): void {
    this.#delete.run(stream, name);
  }

  deleteAll(stream: number): void {
    this.#deleteAll.run(stream);
  }
}

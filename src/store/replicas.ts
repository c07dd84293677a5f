import type { Database, Statement } from "better-sqlite3";

interface ReplicaRow {
  readonly position: number;
  readonly state: string;
}

/** How far the replicas of all streams are: table `replica`. */
export class Replicas {
  readonly #get: Statement<[number, string], ReplicaRow>;
  readonly #put: Statement<[number, string, number, string]>;
  readonly #least: Statement<[number], number | null>;
  readonly #delete: Statement<[number, string]>;
  readonly #deleteAll: Statement<[number]>;

  constructor(db: Database) {
    this.#get = db.prepare("SELECT position, state FROM replica WHERE stream = ? AND name = ?");
    this.#put = db.prepare("INSERT OR REPLACE INTO replica VALUES (?, ?, ?, ?)");
    this.#least = db
      .prepare<[number], number | null>("SELECT min(position) FROM replica WHERE stream = ?")
      .pluck();
    this.#delete = db.prepare("DELETE FROM replica WHERE stream = ? AND name = ?");
    this.#deleteAll = db.prepare("DELETE FROM replica WHERE stream = ?");
  }

  get(stream: number, name: string): ReplicaRow | undefined {
    return this.#get.get(stream, name);
  }

  put(stream: number, name: string, { position, state }: ReplicaRow): void {
    this.#put.run(stream, name, position, state);
  }

  /** What every replica has; 0 where there is none. */
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

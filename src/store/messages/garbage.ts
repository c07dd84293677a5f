import type { Held } from "../../waiting/held.ts";
import type { LazyStatement, LazyStatements } from "../sqlite/lazy-statements.ts";

export interface GarbageEntry {
  readonly stream: number;
  /** Messages up to this position, inclusive. */
  readonly upto: number;
}

/**
 * Unreadable messages that maintenance still has to delete, in slices: table `garbage`. Additions stay in memory until the
 * next commit writes them, because a read may drop messages, too.
 */
export class Garbage {
  readonly #pending = new Map<number, number>();
  readonly #add: LazyStatement<[number, number]>;
  readonly #next: LazyStatement<[], GarbageEntry>;
  readonly #remove: LazyStatement<[number]>;

  constructor(statements: LazyStatements) {
    this.#add = statements.prepare(
      "INSERT INTO garbage VALUES (?, ?) ON CONFLICT (stream) DO UPDATE SET upto = max(upto, excluded.upto)",
    );
    this.#next = statements.prepare("SELECT stream, upto FROM garbage LIMIT 1");
    this.#remove = statements.prepare("DELETE FROM garbage WHERE stream = ?");
  }

  add(stream: number, upto: number): void {
    this.#pending.set(stream, Math.max(upto, this.#pending.get(stream) ?? 0));
  }

  /** Inside a transaction: writes the additions. */
  write(): void {
    for (const [stream, upto] of this.#pending) this.#add.run(stream, upto);
  }

  /** After the commit, or after a rollback: the floors are then read again, and raised again. */
  clear(): void {
    if (this.hasPending) this.#pending.clear();
  }

  get held(): Held {
    return { "pending garbage": this.#pending.size };
  }

  get hasPending(): boolean {
    return this.#pending.size > 0;
  }

  next(): GarbageEntry | undefined {
    return this.#next.get();
  }

  remove(stream: number): void {
    this.#remove.run(stream);
  }
}

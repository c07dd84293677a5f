import type { MessageRow } from "./message-row.ts";

/** The most recently used rows by position, at most `limit` of them. */
export class RowCache {
  readonly #limit: number;
  readonly #rows = new Map<number, MessageRow>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#rows.size;
  }

  has(position: number): boolean {
    return this.#rows.has(position);
  }

  /** Returns a row and marks it as the most recently used. */
  get(position: number): MessageRow | undefined {
    const row = this.#rows.get(position);
    if (row) {
      this.#rows.delete(position);
      this.#rows.set(position, row);
    }
    return row;
  }

  put(rows: Iterable<MessageRow>): void {
    for (const row of rows) {
      this.#rows.delete(row.position);
      this.#rows.set(row.position, row);
    }
    for (const position of this.#rows.keys()) {
      if (this.#rows.size <= this.#limit) return;
      this.#rows.delete(position);
    }
  }

  clear(): void {
    this.#rows.clear();
  }
}

/** First in, first out. Taking an item costs the same however many wait: `shift` on an array costs its length. */
export class Queue<T> implements Iterable<T> {
  #items: T[];
  #taken = 0;

  constructor(items: Iterable<T> = []) {
    this.#items = [...items];
  }

  get size(): number {
    return this.#items.length - this.#taken;
  }

  /** The item that `take` would return. */
  get first(): T | undefined {
    return this.#items[this.#taken];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  take(): T | undefined {
    if (this.size === 0) return undefined;
    const item = this.#items[this.#taken++];
    // Copies no more items than were taken since the last copy, and releases taken items soon.
    if (2 * this.#taken >= this.#items.length) {
      this.#items = this.#items.slice(this.#taken);
      this.#taken = 0;
    }
    return item;
  }

  clear(): void {
    this.#items = [];
    this.#taken = 0;
  }

  *[Symbol.iterator](): Iterator<T> {
    yield* this.#items.slice(this.#taken);
  }
}

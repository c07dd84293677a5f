/** First in, first out; taking costs the same however many wait (`shift` and `splice` cost their number). */
export class Queue<T> implements Iterable<T> {
  #items: T[];
  #taken = 0;

  constructor(items: Iterable<T> = []) {
    this.#items = [...items];
  }

  get size(): number {
    return this.#items.length - this.#taken;
  }

  /** The one that `take` would give. */
  get first(): T | undefined {
    return this.#items[this.#taken];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  take(): T | undefined {
    if (this.size === 0) return undefined;
    const item = this.#items[this.#taken++];
    // No more is copied than was taken since the last time, and what was taken is not held for long.
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

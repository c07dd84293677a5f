/**
 * A condition variable. A wake-up carries no data, and several may become one, so check in a loop:
 * `while (queue.size === 0) await changed.wait()`.
 */
export class Condition {
  #next: PromiseWithResolvers<void> | undefined;

  /** Settles with the next call of `wake`. */
  wait(): Promise<void> {
    this.#next ??= Promise.withResolvers();
    return this.#next.promise;
  }

  /** Wakes all current waiters. */
  wake(): void {
    this.#next?.resolve();
    this.#next = undefined;
  }
}

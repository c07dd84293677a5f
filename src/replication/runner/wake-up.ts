/** Something to wait for that may have happened already: one waiter, and wake-ups may become one. */
export class WakeUp {
  #woken = false;
  #resolve: (() => void) | undefined;

  wake(): void {
    this.#woken = true;
    this.#resolve?.();
  }

  /** Forgets that it was woken. */
  clear(): void {
    this.#woken = false;
  }

  /** Resolves when woken, now or since the last wait; or after a time, in milliseconds. */
  async wait(ms?: number): Promise<void> {
    if (!this.#woken) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#resolve = resolve;
        // A program that has nothing else to do may end.
        if (ms !== undefined) timer = setTimeout(resolve, ms).unref();
      });
      clearTimeout(timer);
      this.#resolve = undefined;
    }
    this.#woken = false;
  }
}

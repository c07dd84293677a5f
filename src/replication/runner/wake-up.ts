/** Wakes one waiter. A wake-up may come before the wait, and several become one. */
export class WakeUp {
  #woken = false;
  #resolve: (() => void) | undefined;

  wake(): void {
    this.#woken = true;
    this.#resolve?.();
  }

  /** Forgets a wake-up that no wait has used. */
  clear(): void {
    this.#woken = false;
  }

  /** Resolves when woken since the last wait, or after `ms` milliseconds. */
  async wait(ms?: number): Promise<void> {
    if (!this.#woken) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#resolve = resolve;
        // Unreferenced: a program that has nothing else to do may exit.
        if (ms !== undefined) timer = setTimeout(resolve, ms).unref();
      });
      clearTimeout(timer);
      this.#resolve = undefined;
    }
    this.#woken = false;
  }
}

/** Makes tasks take turns for a number of rounds, each round in the opposite order of the one before. */
export class Turns {
  readonly #order: string[];
  readonly #waiting = new Map<string, () => void>();

  constructor(names: readonly string[], rounds: number) {
    this.#order = Array.from({ length: rounds }, (_, round) =>
      round % 2 === 0 ? names : names.toReversed(),
    ).flat();
  }

  /** Resolves when it is `name`'s turn. */
  async wait(name: string): Promise<void> {
    if (this.#order[0] === name) return;
    await new Promise<void>((resolve) => this.#waiting.set(name, resolve));
  }

  /** Ends the current turn. */
  next(): void {
    this.#order.shift();
    const [name] = this.#order;
    if (name === undefined) return;
    const resume = this.#waiting.get(name);
    this.#waiting.delete(name);
    resume?.();
  }
}

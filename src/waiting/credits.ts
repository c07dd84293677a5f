import { Condition } from "./condition.ts";

/** Counts how much a sender may send: its receiver grants more as it takes what has arrived. */
export class Credits {
  readonly #changed = new Condition();
  #left: number;
  #isClosed = false;

  constructor(initial = 0) {
    this.#left = initial;
  }

  grant(credit: number): void {
    this.#left += credit;
    this.#changed.wake();
  }

  /** Nothing more may be sent. */
  close(): void {
    this.#isClosed = true;
    this.#changed.wake();
  }

  /** Waits for a credit and uses it. Resolves to false if nothing more may be sent. */
  async take(): Promise<boolean> {
    while (this.#left === 0 && !this.#isClosed) await this.#changed.wait();
    this.#left--;
    return !this.#isClosed;
  }
}

/**
 * The longest delay of the timer, in milliseconds: timers stop while the computer sleeps, and the store's clock does not.
 */
const maxDelayMs = 1000;

/** Calls back when something is due by the store's clock. */
export class Alarm {
  readonly #now: () => number;
  readonly #nextDue: () => number | undefined;
  readonly #ring: () => Promise<void>;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param nextDue when to ring next, in milliseconds since the epoch; undefined for never
   * @param ring must not reject
   */
  constructor(now: () => number, nextDue: () => number | undefined, ring: () => Promise<void>) {
    this.#now = now;
    this.#nextDue = nextDue;
    this.#ring = ring;
  }

  /** Must be called when `nextDue` may have changed; after a failure with a minimum delay, in milliseconds. */
  set(minDelayMs = 1): void {
    this.stop();
    let due: number | undefined;
    try {
      due = this.#nextDue();
    } catch {
      // The database cannot be read: the next caller is told.
      return this.postpone();
    }
    if (due === undefined) return;
    const delayMs = Math.min(Math.max(due - this.#now(), minDelayMs), maxDelayMs);
    this.#timer = setTimeout(() => this.#onTimer(), delayMs).unref();
  }

  /** Asks again after the longest delay. */
  postpone(): void {
    this.stop();
    this.#timer = setTimeout(() => this.#onTimer(), maxDelayMs).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #onTimer(): void {
    if (this.#isDue()) void this.#ring();
    else this.set();
  }

  #isDue(): boolean {
    try {
      const due = this.#nextDue();
      return due !== undefined && due <= this.#now();
    } catch {
      return false;
    }
  }
}

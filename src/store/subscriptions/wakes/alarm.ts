/**
 * Longest sleep, in milliseconds: a timer does not count the time that the computer slept, the clock does.
 */
const maxSleepMs = 1000;

/** Rings when something is due, by the store's clock. */
export class Alarm {
  readonly #now: () => number;
  readonly #nextDue: () => number | undefined;
  readonly #ring: () => Promise<void>;
  #timer: NodeJS.Timeout | undefined;

  /** `nextDue` is in milliseconds since the epoch; undefined for never. `ring` must not reject. */
  constructor(now: () => number, nextDue: () => number | undefined, ring: () => Promise<void>) {
    this.#now = now;
    this.#nextDue = nextDue;
    this.#ring = ring;
  }

  /** Call it when what is due may have changed; after a failure with some milliseconds to wait at least. */
  set(minSleepMs = 1): void {
    this.stop();
    const due = this.#nextDue();
    if (due === undefined) return;
    const sleepMs = Math.min(Math.max(due - this.#now(), minSleepMs), maxSleepMs);
    this.#timer = setTimeout(() => this.#wakeUp(), sleepMs).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #wakeUp(): void {
    const due = this.#nextDue();
    if (due !== undefined && due <= this.#now()) void this.#ring();
    else this.set();
  }
}

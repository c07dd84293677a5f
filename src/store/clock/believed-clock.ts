/** Running time is measured to the millisecond or so, and a clock that is kept right is moved by a little all the time. */
const toleranceMs = 1000;

/**
 * The clock as far as messages are dropped by it. By how far the system's clock has jumped ahead is believed once it has
 * stayed there for a grace of running time; until then, time only goes on. A clock that goes back drops nothing.
 */
export class BelievedClock {
  readonly #clock: () => number;
  readonly #graceMs: number;
  #time: number;
  #at: number;
  #aheadSince: number | undefined;

  constructor(clock: () => number, graceMs: number) {
    this.#clock = clock;
    this.#graceMs = graceMs;
    this.#time = clock();
    this.#at = performance.now();
  }

  /** In milliseconds since the epoch. */
  now(): number {
    const time = this.#clock();
    const at = performance.now();
    const expected = this.#time + (at - this.#at);
    if (time > expected + toleranceMs) {
      this.#aheadSince ??= at;
      if (at - this.#aheadSince < this.#graceMs) return Math.floor(expected);
    }
    this.#aheadSince = undefined;
    this.#time = time;
    this.#at = at;
    return time;
  }
}

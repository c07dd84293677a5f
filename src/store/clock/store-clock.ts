/** Running time is measured to about a millisecond, and a clock that is kept in sync is moved by a little all the time. */
const toleranceMs = 1000;

/** A deadline that slides. */
interface Sliding {
  readonly deadline: number | undefined;
}

/**
 * The store's clock. The system's clock may jump (a wrong time server, a time zone set wrong, a wake-up from sleep) and come
 * back. What users see follows it at once. What destroys data waits until the clock has stayed where it jumped to for
 * a grace of running time: deleting expired streams, dropping messages by age, shortening a time to live.
 */
export class StoreClock {
  readonly #clock: () => number;
  readonly #graceMs: number;
  /** The believed time, and the running time at which it was believed. */
  #believed: number;
  #believedAt: number;
  /** Running times since when the clock has been ahead of the believed time, since when deadlines lie too far ahead, ... */
  #aheadSince: number | undefined;
  readonly #tooFarSince = new WeakMap<Sliding, number>();
  /** ... and since when streams have been seen to be expired, by id. */
  #expiredSince = new Map<number, number>();

  constructor(clock: () => number, graceMs: number) {
    this.#clock = clock;
    this.#graceMs = graceMs;
    this.#believed = clock();
    this.#believedAt = performance.now();
  }

  /** The time that users see, in milliseconds since the epoch: expiry goes by it. */
  now(): number {
    return this.#clock();
  }

  /**
   * The time that retention by age goes by, in milliseconds since the epoch. A jump ahead counts once it has lasted for the
   * grace; until then, time only goes on.
   */
  believedNow(): number {
    const time = this.#clock();
    const at = performance.now();
    const expected = this.#believed + (at - this.#believedAt);
    if (time > expected + toleranceMs) {
      this.#aheadSince ??= at;
      if (at - this.#aheadSince < this.#graceMs) return Math.floor(expected);
    }
    this.#aheadSince = undefined;
    this.#believed = time;
    this.#believedAt = at;
    return time;
  }

  /**
   * The deadline of a stream, or `latest` (now, and its time to live) where the deadline is further away than that. Then the
   * clock was set back. Should it return, the deadline is right again and `latest` would have passed: the deadline
   * stays until the clock has been back for the grace.
   */
  believedDeadline(sliding: Sliding, latest: number): number {
    const { deadline = latest } = sliding;
    if (deadline <= latest) {
      this.#tooFarSince.delete(sliding);
      return deadline;
    }
    const at = performance.now();
    const since = this.#tooFarSince.get(sliding) ?? at;
    this.#tooFarSince.set(sliding, since);
    return at - since < this.#graceMs ? deadline : latest;
  }

  /** Of the streams that are expired now, by id, those that have stayed expired for the grace. The others are remembered. */
  stayedExpired(expired: readonly number[]): number[] {
    const at = performance.now();
    const since = new Map(expired.map((id) => [id, this.#expiredSince.get(id) ?? at]));
    // Forgets the streams that have come back.
    this.#expiredSince = since;
    return expired.filter((id) => at - since.get(id)! >= this.#graceMs);
  }
}

/** Running time is measured to about a millisecond, and a clock that is kept in sync is moved by a little all the time. */
const toleranceMs = 1000;

/** Nothing that is stored is older. In milliseconds since the epoch. */
export const earliestTime = Date.UTC(2020, 0, 1);

/**
 * Whether a clock was wrong that showed this time, in milliseconds since the epoch: an empty battery lets machines start in 1970.
 */
export function isTooEarly(time: number): boolean {
  return time < earliestTime;
}

/** In milliseconds since the epoch. */
interface SlidingDeadline {
  /** The object that the deadline is remembered by. */
  readonly stream: object;
  readonly deadline: number;
  readonly latest: number;
}

/**
 * The store's clock. The system's clock may jump (a wrong time server, a time zone set wrong, a wake-up from sleep) and come
 * back. What users see follows it at once. What destroys data waits until the clock has stayed where it jumped to for
 * a grace of running time: deleting expired streams, dropping messages by age, shortening a time to live. So asking for what is
 * believed is an observation, which the clock remembers.
 */
export class StoreClock {
  readonly #clock: () => number;
  readonly #graceMs: number;
  /** The believed time, and the running time at which it was believed. */
  #believed: number;
  #believedAt: number;
  #latest: number;
  /** When the clock was last set back, or the store opened, in running time. */
  #steadySince: number;
  #setBacks = 0;
  /** When the clock first ran ahead of the believed time, in running time. */
  #aheadSince: number | undefined;
  /** When the deadline of a stream was first seen too far ahead, in running time. */
  readonly #tooFarSince = new WeakMap<object, number>();
  /** When a stream was first seen expired, by id, in running time. */
  #expiredSince = new Map<number, number>();

  constructor(clock: () => number, graceMs: number) {
    this.#clock = clock;
    this.#graceMs = graceMs;
    this.#believed = clock();
    this.#believedAt = performance.now();
    this.#latest = this.#believed;
    this.#steadySince = this.#believedAt;
  }

  /** The time that users see, in milliseconds since the epoch: expiry goes by it. */
  now(): number {
    const time = this.#clock();
    if (time < this.#latest - toleranceMs) {
      this.#steadySince = performance.now();
      this.#setBacks++;
    }
    this.#latest = time;
    return time;
  }

  /** How often `now` has found that the clock was set back since the store was opened. */
  get setBacks(): number {
    return this.#setBacks;
  }

  /**
   * Whether a stored time, in milliseconds since the epoch, is from a clock that ran ahead and has been set right: it is
   * further ahead of the clock than the grace, and the clock has not been set back for the grace.
   */
  isFromWrongClock(time: number): boolean {
    return !isTooEarly(this.now()) && this.hasStayedAhead(time);
  }

  /** The same, also by a clock that stands in 1970: for what must not wait until that is set right. */
  hasStayedAhead(time: number): boolean {
    if (time <= this.now() + Math.max(this.#graceMs, toleranceMs)) return false;
    return performance.now() - this.#steadySince >= this.#graceMs;
  }

  /**
   * The time that retention by age goes by, in milliseconds since the epoch. A jump ahead counts once it has lasted for the
   * grace; until then, time passes as before.
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
   * The deadline of a stream, but no later than `latest` (now plus the TTL) once a later one has lasted for the grace. A later
   * deadline means that the clock was set back. Should it return, the deadline is right again, and `latest` would have
   * passed. A clock that stands in 1970 will return.
   */
  believedDeadline({ stream, deadline, latest }: SlidingDeadline): number {
    const at = performance.now();
    if (isTooEarly(this.now())) return deadline;
    const since = this.#tooFarSince.get(stream) ?? at;
    if (deadline <= latest || at - since >= this.#graceMs) {
      this.#tooFarSince.delete(stream);
      return Math.min(deadline, latest);
    }
    this.#tooFarSince.set(stream, since);
    return deadline;
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

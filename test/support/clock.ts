/** A clock that only the test moves; pass its `now` to the store. */
export interface TestClock {
  ms: number;
  readonly now: () => number;
  /** How often it has been read. */
  readonly reads: number;
}

/** @param ms where it starts, in milliseconds since the epoch; 1 January 2030 by default */
export function testClock(ms = Date.UTC(2030, 0, 1)): TestClock {
  const clock = {
    ms,
    reads: 0,
    now() {
      clock.reads++;
      return clock.ms;
    },
  };
  return clock;
}

/** A clock that only the test moves; pass its `now` to the store. */
export interface TestClock {
  ms: number;
  readonly now: () => number;
}

export function testClock(): TestClock {
  const clock: TestClock = { ms: Date.UTC(2030, 0, 1), now: () => clock.ms };
  return clock;
}

/** A clock that only the test moves; pass its `now` to the store. */
export interface TestClock {
  ms: number;
  readonly now: () => number;
  /** Resolves when the time was asked for so often again: by the store's timers, while the test itself does nothing. */
  asked(times: number): Promise<void>;
}

export function testClock(): TestClock {
  let asks = 0;
  let noticed = (): void => {};
  const clock: TestClock = {
    ms: Date.UTC(2030, 0, 1),
    now() {
      asks++;
      noticed();
      return clock.ms;
    },
    asked(times) {
      const wanted = asks + times;
      return new Promise((resolve) => {
        noticed = () => {
          if (asks >= wanted) resolve();
        };
      });
    },
  };
  return clock;
}

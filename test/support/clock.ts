import { onTestFinished, vi } from "vitest";

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

/**
 * Stops the running time of this process, by which the store measures graces, until the end of the test. The returned function
 * lets milliseconds of it pass; a poll of vitest lets one pass each time.
 */
export function stopRunningTime(): (ms: number) => void {
  vi.useFakeTimers({ toFake: ["performance"] });
  onTestFinished(() => void vi.useRealTimers());
  return (ms) => void vi.advanceTimersByTime(ms);
}

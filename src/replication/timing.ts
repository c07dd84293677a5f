/** The clocks and timers of a replication; tests pass their own. */
export interface Timing {
  /** Milliseconds that never run backwards. On most systems they stand still while the machine sleeps. */
  readonly now: () => number;
  /** Milliseconds since the epoch. */
  readonly wallNow: () => number;
  /** Calls back once, unless the function that it returns is called before. Keeps no process alive. */
  readonly after: (ms: number, callback: () => void) => () => void;
}

export const systemTiming: Timing = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms).unref();
    return () => clearTimeout(timer);
  },
};

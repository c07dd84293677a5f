import type { Timing } from "../../../src/replication/timing.ts";

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** Clocks and timers that only the test moves. */
export class TestTiming implements Timing {
  #now = 0;
  /** What the wall clock shows more than the other one. */
  #ahead = Date.UTC(2030, 0, 1);
  #timers: Timer[] = [];

  readonly now = (): number => this.#now;
  readonly wallNow = (): number => this.#ahead + this.#now;
  readonly after = (ms: number, callback: () => void): (() => void) => {
    const timer = { at: this.#now + ms, callback };
    this.#timers.push(timer);
    return () => (this.#timers = this.#timers.filter((each) => each !== timer));
  };

  /** Both clocks advance, and the timers that are due call back. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers = this.#timers.filter((each) => each !== next);
      this.#now = next.at;
      next.callback();
    }
    this.#now = until;
  }

  /** The machine sleeps: only the wall clock goes on. */
  sleep(ms: number): void {
    this.#ahead += ms;
  }
}

import { setImmediate as nextTurn } from "node:timers/promises";
import { Queue } from "../../../waiting/queue.ts";

/** How long the calls of a port may keep everybody else waiting, in milliseconds. */
const sliceMs = 4;

/** Starts a call. What it returns is waited for, if anything, before the next one starts; it must not reject. */
export type StartCall = () => Promise<void> | undefined;

/**
 * Starts the calls of a port in their order: as many in one turn of the event loop as fit in a slice of
 * time, so that writes are committed together, and reads do not all build their answers at once.
 */
export class CallQueue {
  readonly #ready: () => Promise<void> | undefined;
  readonly #waiting = new Queue<StartCall>();
  #running = false;

  /** `ready` is called before each start, and waited for if it returns a promise. */
  constructor(ready: () => Promise<void> | undefined) {
    this.#ready = ready;
  }

  add(start: StartCall): void {
    this.#waiting.push(start);
    if (!this.#running) void this.#run();
  }

  /** Starts no more. */
  clear(): void {
    this.#waiting.clear();
  }

  async #run(): Promise<void> {
    this.#running = true;
    // What arrives in one batch is queued first: a slice is measured over all of it.
    await Promise.resolve();
    let end = performance.now() + sliceMs;
    while (this.#waiting.size > 0) {
      const pause = this.#ready();
      if (pause) await pause;
      const running = this.#waiting.take()?.();
      // Only then: answers that come in the same turn leave in one batch.
      if (running) await running;
      if (performance.now() < end) continue;
      await nextTurn();
      end = performance.now() + sliceMs;
    }
    this.#running = false;
  }
}

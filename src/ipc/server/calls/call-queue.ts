import { setImmediate as nextTurn } from "node:timers/promises";
import type { Held } from "../../../waiting/held.ts";
import { Queue } from "../../../waiting/queue.ts";

/** How long the calls of a port may keep the event loop busy, in milliseconds. */
const sliceMs = 4;

/** Starts a call. If it returns a promise, the next call starts once that has settled; it must not reject. */
export type StartCall = () => Promise<void> | undefined;

/**
 * Starts the calls of a port in order: as many in one turn of the event loop as fit in a slice of time, so
 * that writes share a commit, and reads do not all build their responses at once.
 */
export class CallQueue {
  readonly #ready: () => Promise<void> | undefined;
  readonly #waiting = new Queue<StartCall>();
  #running = false;

  /** `ready` is called before each start. If it returns a promise, the start waits for it. */
  constructor(ready: () => Promise<void> | undefined) {
    this.#ready = ready;
  }

  get held(): Held {
    return { "queued calls": this.#waiting.size };
  }

  add(start: StartCall): void {
    this.#waiting.push(start);
    if (!this.#running) void this.#run();
  }

  /** Drops the calls that have not started. */
  clear(): void {
    this.#waiting.clear();
  }

  async #run(): Promise<void> {
    this.#running = true;
    // Lets the whole batch enter the queue first, so that the slice is measured over all of it.
    await Promise.resolve();
    let end = performance.now() + sliceMs;
    while (this.#waiting.size > 0) {
      const pause = this.#ready();
      if (pause) await pause;
      const running = this.#waiting.take()?.();
      // No await without need: responses of the same turn leave in one batch.
      if (running) await running;
      if (performance.now() < end) continue;
      await nextTurn();
      end = performance.now() + sliceMs;
    }
    this.#running = false;
  }
}

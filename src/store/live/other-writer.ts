import type { Database } from "better-sqlite3";
import type { LiveReaders } from "./live-readers.ts";

/** How soon a reader beside another process notices what that process committed, in milliseconds. */
const pollMs = 100;

/** Wakes live readers when another process has written to the store. */
export class OtherWriter {
  readonly #timer: NodeJS.Timeout;

  constructor(db: Database, live: LiveReaders) {
    let seen: unknown;
    this.#timer = setInterval(() => {
      if (!live.isAwaited) return;
      // Changes with every commit of another connection, and costs microseconds to ask.
      const version = db.pragma("data_version", { simple: true });
      if (version !== seen) live.wakeAll();
      seen = version;
    }, pollMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

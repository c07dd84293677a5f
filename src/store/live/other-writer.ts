import type { OpenDatabase } from "../sqlite/database.ts";
import type { LiveReaders } from "./live-readers.ts";

/** How often a read-only store checks for commits of the process that writes to it, in milliseconds. */
const pollMs = 100;

/** Wakes live readers of a read-only store when another process has written to it. */
export class OtherWriter {
  readonly #timer: NodeJS.Timeout;

  constructor(database: OpenDatabase, live: LiveReaders) {
    let seen: unknown;
    this.#timer = setInterval(() => {
      if (!live.isAwaited) return;
      // It changes with every commit of another connection, and takes microseconds to query.
      const version = versionOf(database);
      if (version !== seen) live.wakeAll();
      seen = version;
    }, pollMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

/** If the database cannot be read, its readers are woken, and find out themselves. */
function versionOf({ db, openFiles }: OpenDatabase): unknown {
  try {
    openFiles.assertInPlaceSoon();
    return db.pragma("data_version", { simple: true });
  } catch (error) {
    return error;
  }
}

import { StreamError } from "../protocol/errors.ts";
import type { StreamStore } from "../store/index.ts";

/** Backups that the owner of a hosted store has asked for: the process does not end in the middle of one. */
export class OwnerBackups {
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<void>>();

  async backup(store: StreamStore, file: string): Promise<void> {
    const running = store.backup(file, { signal: this.#closing.signal });
    this.#running.add(running);
    try {
      await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Breaks them off; resolves when nothing of them is left behind. */
  async stop(): Promise<void> {
    this.#closing.abort(new StreamError("STORE_CLOSED", "the store was closed during a backup"));
    await Promise.allSettled(this.#running);
  }
}

import { StreamError } from "../protocol/errors.ts";
import type { StreamStore } from "../store/index.ts";

/** The running backups of a hosted store: the process must not end in the middle of one. */
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

  /** Aborts all backups. Resolves once their partial files are deleted. */
  async stop(): Promise<void> {
    this.#closing.abort(new StreamError("STORE_CLOSED", "the store was closed during a backup"));
    await Promise.allSettled(this.#running);
  }
}

import { StreamError, type StreamChange, type StreamStoreApi } from "../store/index.ts";
import type { ResolvedOptions } from "./options.ts";
import type { ReplicatedStreams } from "./replicated-streams.ts";

/** Follows the local streams of a push: created ones join the replication, deleted ones leave it. */
export class LocalStreams {
  readonly #store: StreamStoreApi;
  readonly #options: ResolvedOptions;
  readonly #streams: ReplicatedStreams;
  readonly #changed: (path: string) => void;

  /** `changed` is called when a replicated stream has grown. */
  constructor(
    store: StreamStoreApi,
    options: ResolvedOptions,
    streams: ReplicatedStreams,
    changed: (path: string) => void,
  ) {
    this.#store = store;
    this.#options = options;
    this.#streams = streams;
    this.#changed = changed;
  }

  /** Settles when the signal is aborted or the store is closed. */
  async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // Opened before the streams are listed, so that no change falls between the two.
      const changes = this.#store.changes({ signal });
      try {
        await this.#addExisting();
        for await (const change of changes) this.#apply(change);
        return;
      } catch (error) {
        await changes.return?.();
        if (!(error instanceof StreamError)) throw error;
        if (error.code === "STORE_CLOSED") return;
        if (error.code !== "TOO_MANY" && error.code !== "DISCONNECTED") throw error;
        // Changes were lost: this reader fell behind, or the process of a hosted store restarts. Every stream is read anew.
        for (const { runner } of this.#streams.all()) runner.reset();
      }
    }
  }

  async #addExisting(): Promise<void> {
    const { streams } = this.#options;
    if (isList(streams)) {
      for (const path of streams) if (await this.#exists(path)) this.#streams.add(path);
      return;
    }
    for (let after: string | undefined; ;) {
      const page = await this.#store.list({ prefix: streams.prefix, limit: 1000, ...(after && { after }) });
      for (const { path } of page.streams) if (!this.#streams.get(path)) this.#tryAdd(path);
      if (page.next === undefined) return;
      after = page.next;
    }
  }

  #apply({ type, path }: StreamChange): void {
    const { streams } = this.#options;
    if (isList(streams) ? !streams.includes(path) : !path.startsWith(streams.prefix)) return;
    const running = this.#streams.get(path);
    if (type === "deleted" || type === "expired") void this.#streams.remove(path);
    else if (!running) this.#tryAdd(path, type === "created");
    else if (type === "appended") {
      running.runner.wake();
      this.#changed(path);
    } else running.runner.reset();
  }

  #tryAdd(path: string, isNew = false): void {
    const ending = this.#streams.ending(path);
    if (ending) return void ending.then(() => this.#addIfPresent(path, isNew));
    try {
      this.#streams.add(path, isNew);
    } catch (error) {
      this.#warn(error);
    }
  }

  /** For a stream that was deleted and created again while a request of the deleted one was on its way. */
  async #addIfPresent(path: string, isNew: boolean): Promise<void> {
    try {
      if (await this.#exists(path)) this.#tryAdd(path, isNew);
    } catch (error) {
      this.#warn(error);
    }
  }

  async #exists(path: string): Promise<boolean> {
    try {
      await this.#store.head(path);
      return true;
    } catch (error) {
      if (error instanceof StreamError && error.code === "NOT_FOUND") return false;
      throw error;
    }
  }

  #warn(error: unknown): void {
    this.#options.logger.warn(`electron-durable-streams: ${(error as Error).message}`);
  }
}

function isList(streams: ResolvedOptions["streams"]): streams is readonly string[] {
  return Array.isArray(streams);
}

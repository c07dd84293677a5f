import type { StreamChange } from "../protocol/stream.ts";

/**
 * What happened to the streams, for each listener at its own pace. Appends to a stream that a listener
 * has not looked at yet become one, so a slow listener costs at most a few entries for each stream.
 */
export class ChangeFeed {
  readonly #listeners = new Set<Listener>();

  get listeners(): number {
    return this.#listeners.size;
  }

  publish(changes: readonly StreamChange[]): void {
    for (const listener of this.#listeners) listener.push(changes);
  }

  /** Ends all listeners, once they have taken what is waiting. */
  end(): void {
    for (const listener of this.#listeners) listener.end();
  }

  async *listen(signal?: AbortSignal): AsyncGenerator<StreamChange, void, undefined> {
    const listener = new Listener();
    const stop = () => listener.end();
    this.#listeners.add(listener);
    signal?.addEventListener("abort", stop);
    try {
      while (!signal?.aborted) {
        const change = await listener.take();
        if (!change || signal?.aborted) return;
        yield change;
      }
    } finally {
      signal?.removeEventListener("abort", stop);
      this.#listeners.delete(listener);
    }
  }
}

class Listener {
  /** In order of arrival, by path and type: what is there already needs no second entry. */
  readonly #waiting = new Map<string, StreamChange>();
  #wake: (() => void) | undefined;
  #ended = false;

  push(changes: readonly StreamChange[]): void {
    for (const change of changes) {
      const { type, path } = change;
      const ending = type === "deleted" || type === "expired";
      // What happened to a stream that is gone again is of no use; one created anew starts afresh.
      if (ending || type === "created")
        for (const gone of ["created", "appended", "closed"]) this.#waiting.delete(key(gone, path));
      const entry = key(type, path);
      if (type !== "appended") this.#waiting.delete(entry);
      if (!this.#waiting.has(entry)) this.#waiting.set(entry, change);
    }
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async take(): Promise<StreamChange | undefined> {
    while (this.#waiting.size === 0) {
      if (this.#ended) return undefined;
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = undefined;
    }
    const [entry, change] = this.#waiting.entries().next().value!;
    this.#waiting.delete(entry);
    return change;
  }
}

function key(type: string, path: string): string {
  return `${type} ${path}`;
}

import type { StreamChange } from "../protocol/stream.ts";

/**
 * What happened to the streams, in order, for each listener at its own pace. Appends to a stream that a
 * listener has not looked at yet become one, so a slow listener does not pay for each of them.
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
  /** In order of arrival; a set, because it takes from its front in constant time. */
  readonly #waiting = new Set<StreamChange>();
  /** The last one waiting for each path. */
  readonly #last = new Map<string, StreamChange>();
  #wake: (() => void) | undefined;
  #ended = false;

  push(changes: readonly StreamChange[]): void {
    for (const change of changes) {
      if (change.type === "appended" && this.#last.get(change.path)?.type === "appended") continue;
      this.#waiting.add(change);
      this.#last.set(change.path, change);
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
    const change = this.#waiting.values().next().value!;
    this.#waiting.delete(change);
    if (this.#last.get(change.path) === change) this.#last.delete(change.path);
    return change;
  }
}

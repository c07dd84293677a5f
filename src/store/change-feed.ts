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
    this.#listeners.clear();
  }

  /** Listens from now on, not from the first `next`; until the iterator is returned or the signal aborted. */
  listen(signal?: AbortSignal): AsyncIterableIterator<StreamChange> {
    const stop = () => listener.stop();
    const listener = new Listener(() => {
      signal?.removeEventListener("abort", stop);
      this.#listeners.delete(listener);
    });
    this.#listeners.add(listener);
    if (signal?.aborted) listener.stop();
    else signal?.addEventListener("abort", stop);
    return listener;
  }
}

/** Not a generator: those cannot be returned while they wait, nor before they were asked for anything. */
class Listener implements AsyncIterableIterator<StreamChange> {
  readonly #release: () => void;
  #waiting: StreamChange[] = [];
  /** Taken from the front of `#waiting`: shifting a long array costs its length. */
  #taken = 0;
  /** The last one waiting for each path. */
  readonly #last = new Map<string, StreamChange>();
  #wake: (() => void) | undefined;
  #ended = false;

  constructor(release: () => void) {
    this.#release = release;
  }

  push(changes: readonly StreamChange[]): void {
    for (const change of changes) {
      if (change.type === "appended" && this.#last.get(change.path)?.type === "appended") continue;
      this.#waiting.push(change);
      this.#last.set(change.path, change);
    }
    this.#wake?.();
  }

  /** Nothing more will come. */
  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** Nobody wants more, nor what is waiting. */
  stop(): void {
    this.#release();
    this.#waiting = [];
    this.#taken = 0;
    this.end();
  }

  async next(): Promise<IteratorResult<StreamChange, undefined>> {
    while (this.#taken === this.#waiting.length) {
      this.#waiting = [];
      this.#taken = 0;
      if (this.#ended) return { done: true, value: undefined };
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = undefined;
    }
    const change = this.#waiting[this.#taken++]!;
    if (this.#last.get(change.path) === change) this.#last.delete(change.path);
    return { done: false, value: change };
  }

  async return(): Promise<IteratorResult<StreamChange, undefined>> {
    this.stop();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

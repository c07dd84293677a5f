import { StreamError } from "../../protocol/errors.ts";
import type { StreamChange } from "../../protocol/stream.ts";
import { Condition } from "../../waiting/condition.ts";
import { Queue } from "../../waiting/queue.ts";

/** Changes that wait for one listener. */
const maxWaiting = 100_000;

/**
 * What happened to the streams, in order, for each listener at its own pace. Appends to a stream that a
 * listener has not looked at yet become one, so a slow listener does not pay for each of them. Nothing else
 * is left out: a listener that falls too far behind is ended, with an error.
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
  readonly #waiting = new Queue<StreamChange>();
  /** The last one waiting for each path. */
  readonly #last = new Map<string, StreamChange>();
  readonly #changed = new Condition();
  #ended = false;
  #failure: StreamError | undefined;

  constructor(release: () => void) {
    this.#release = release;
  }

  push(changes: readonly StreamChange[]): void {
    for (const change of changes) {
      if (change.type === "appended" && this.#last.get(change.path)?.type === "appended") continue;
      if (this.#waiting.size >= maxWaiting) return this.#fallBehind();
      this.#waiting.push(change);
      this.#last.set(change.path, change);
    }
    this.#changed.wake();
  }

  /** Nothing more will come. */
  end(): void {
    this.#ended = true;
    this.#changed.wake();
  }

  /** Nobody wants more, nor what is waiting. */
  stop(): void {
    this.#release();
    this.#waiting.clear();
    this.#last.clear();
    this.end();
  }

  async next(): Promise<IteratorResult<StreamChange, undefined>> {
    while (this.#waiting.size === 0) {
      if (this.#failure) throw this.#takeFailure();
      if (this.#ended) return { done: true, value: undefined };
      await this.#changed.wait();
    }
    const change = this.#waiting.take()!;
    if (this.#last.get(change.path) === change) this.#last.delete(change.path);
    return { done: false, value: change };
  }

  #fallBehind(): void {
    this.#failure = new StreamError(
      "TOO_MANY",
      `changes: more than ${maxWaiting} wait for this listener; listen again, and look at what there is`,
    );
    this.stop();
  }

  /** It is thrown once; then the iteration is over, as with a generator. */
  #takeFailure(): StreamError {
    const failure = this.#failure!;
    this.#failure = undefined;
    return failure;
  }

  async return(): Promise<IteratorResult<StreamChange, undefined>> {
    this.stop();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

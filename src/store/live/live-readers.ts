import type { Held } from "../../waiting/held.ts";

/** Waits for changes, one after the other, until it is closed. */
export interface Watch {
  /** Settles on the next wake-up, when the watch's signal is aborted, or after `timeoutMs`. */
  next(timeoutMs?: number): Promise<void>;
  close(): void;
}

/** Stands for all paths: every commit that changes a stream wakes its waiters. No stream has an empty path. */
export const anyPath = "";

const wakesPerTurn = 200;

/** A timer with a longer delay fires at once. */
const longestTimeoutMs = 2 ** 31 - 1;

/**
 * The live readers of each stream, and the readers and watches that wait for a change. A wake-up carries no data, so several
 * of them may become one.
 */
export class LiveReaders {
  readonly #readers = new Map<string, number>();
  readonly #waiting = new Map<string, Set<() => void>>();
  #total = 0;
  #watches = 0;
  #onEntered = () => {};

  /** The open subscriptions and watches of all streams. */
  get total(): number {
    return this.#total + this.#watches;
  }

  get held(): Held {
    return {
      readers: this.#total,
      watches: this.#watches,
      "streams with readers": this.#readers.size,
      "streams that are awaited": this.#waiting.size,
      "streams that are awaited by none": [...this.#waiting.values()].filter(({ size }) => size === 0).length,
    };
  }

  /** Whether a reader or a watch waits. */
  get isAwaited(): boolean {
    return this.#waiting.size > 0;
  }

  /** The paths of the streams that have live readers. */
  paths(): Iterable<string> {
    return this.#readers.keys();
  }

  /** The number of live readers of a stream. */
  of(path: string): number {
    return this.#readers.get(path) ?? 0;
  }

  /** Calls back whenever a reader comes. */
  onEntered(callback: () => void): void {
    this.#onEntered = callback;
  }

  /** Counts a reader of `path` until the returned function is called. */
  enter(path: string): () => void {
    this.#total++;
    this.#readers.set(path, this.of(path) + 1);
    this.#onEntered();
    return () => {
      this.#total--;
      const left = this.of(path) - 1;
      if (left > 0) this.#readers.set(path, left);
      else this.#readers.delete(path);
    };
  }

  /** Waits for changes of `path` without being a reader, so it does not keep the stream alive. */
  watch(path: string, signal: AbortSignal | undefined): Watch {
    this.#watches++;
    const waiter = this.waiter(path, signal);
    let open = true;
    return {
      next: (timeoutMs) => waiter.next(timeoutMs),
      close: () => {
        if (open) this.#watches--;
        open = false;
        waiter.close();
      },
    };
  }

  /**
   * Waits for changes of `path`, for a reader or watch that is counted already. It adds one listener to its signal, not one
   * for each wait: that would take time in proportion to the listeners of a signal that many share.
   */
  waiter(path: string, signal: AbortSignal | undefined): Watch {
    const pending = new Set<() => void>();
    const wakePending = () => {
      for (const done of pending) done();
    };
    signal?.addEventListener("abort", wakePending);
    const next = (timeoutMs?: number) =>
      new Promise<void>((resolve) => {
        const waiting = this.#waiting.get(path) ?? new Set();
        let timer: NodeJS.Timeout | undefined;
        const done = () => {
          clearTimeout(timer);
          pending.delete(done);
          if (waiting.delete(done) && waiting.size === 0 && this.#waiting.get(path) === waiting)
            this.#waiting.delete(path);
          resolve();
        };
        pending.add(done);
        waiting.add(done);
        this.#waiting.set(path, waiting);
        if (timeoutMs !== undefined) timer = setTimeout(done, Math.min(timeoutMs, longestTimeoutMs)).unref();
        if (signal?.aborted) done();
      });
    return { next, close: () => signal?.removeEventListener("abort", wakePending) };
  }

  wake(path: string): void {
    const waiting = this.#waiting.get(path);
    if (!waiting) return;
    // Waits that begin from now on are for the next wake-up.
    this.#waiting.delete(path);
    wakeSome([...waiting], 0);
  }

  wakeAll(): void {
    for (const path of [...this.#waiting.keys()]) this.wake(path);
  }
}

/** Each woken reader reads a page: thousands of them in one turn would block the event loop. */
function wakeSome(waiting: readonly (() => void)[], from: number): void {
  const upto = Math.min(waiting.length, from + wakesPerTurn);
  for (let i = from; i < upto; i++) waiting[i]!();
  if (upto < waiting.length) setImmediate(wakeSome, waiting, upto);
}

/** Waits for something to happen, again and again, until it is closed. */
export interface Watch {
  /** Settles on the next wake-up, when the watch's signal is aborted, or after `timeoutMs`. */
  next(timeoutMs?: number): Promise<void>;
  close(): void;
}

/** Any path: a wake-up that every commit gives. No stream has an empty path. */
export const anyPath = "";

const wakesPerTurn = 200;

/** A longer one would fire at once. */
const longestTimeoutMs = 2 ** 31 - 1;

/**
 * Who is reading which stream live: open subscriptions by path, and those that wait for something new.
 * A wake-up carries no data, so any number of them may become one.
 */
export class LiveReaders {
  readonly #readers = new Map<string, number>();
  readonly #waiting = new Map<string, Set<() => void>>();
  #total = 0;
  #watches = 0;

  /** Open subscriptions and watches, of all streams. */
  get total(): number {
    return this.#total + this.#watches;
  }

  /** Whether anyone waits. */
  get isAwaited(): boolean {
    return this.#waiting.size > 0;
  }

  /** Of streams that are being read. */
  paths(): Iterable<string> {
    return this.#readers.keys();
  }

  of(path: string): number {
    return this.#readers.get(path) ?? 0;
  }

  /** Counts a reader of `path` until the returned function is called. */
  enter(path: string): () => void {
    this.#total++;
    this.#readers.set(path, this.of(path) + 1);
    return () => {
      this.#total--;
      const left = this.of(path) - 1;
      if (left > 0) this.#readers.set(path, left);
      else this.#readers.delete(path);
    };
  }

  /** Looks on without reading: it does not keep a stream alive. */
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
   * Waits for `path`, for one that is counted elsewhere. It listens to its signal once, and not anew for each wake-up:
   * that would take time in proportion to all who share the signal.
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
    // Who waits from now on waits for the next one.
    this.#waiting.delete(path);
    wakeSome([...waiting], 0);
  }

  wakeAll(): void {
    for (const path of [...this.#waiting.keys()]) this.wake(path);
  }
}

/** Each of them reads: thousands in one turn would hold up everybody else. */
function wakeSome(waiting: readonly (() => void)[], from: number): void {
  const upto = Math.min(waiting.length, from + wakesPerTurn);
  for (let i = from; i < upto; i++) waiting[i]!();
  if (upto < waiting.length) setImmediate(wakeSome, waiting, upto);
}

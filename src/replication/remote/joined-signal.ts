/**
 * A signal that is aborted when one of several others is, or after a timeout. Not `AbortSignal.any` with
 * `AbortSignal.timeout`: they reference each other weakly, and Node may collect them before they fire.
 */
export class JoinedSignal {
  readonly #controller = new AbortController();
  readonly #others: readonly AbortSignal[];
  readonly #timer: NodeJS.Timeout | undefined;

  /** After `timeoutMs` milliseconds the reason is a `TimeoutError`. */
  constructor(others: readonly (AbortSignal | null | undefined)[], timeoutMs?: number) {
    this.#others = others.filter((each) => each != null);
    const timeout = () =>
      this.#controller.abort(new DOMException("no response within the time limit", "TimeoutError"));
    if (timeoutMs !== undefined) this.#timer = setTimeout(timeout, timeoutMs).unref();
    for (const other of this.#others) {
      if (other.aborted) this.#controller.abort(other.reason);
      else other.addEventListener("abort", this.#abort, { once: true });
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Releases the timer and the other signals. */
  clear(): void {
    clearTimeout(this.#timer);
    for (const other of this.#others) other.removeEventListener("abort", this.#abort);
  }

  readonly #abort = ({ target }: Event): void => {
    this.#controller.abort((target as AbortSignal).reason);
  };
}

/**
 * A signal that is aborted when one of others is, or when a time is over. Not `AbortSignal.any` and
 * `AbortSignal.timeout`: those hold one another weakly, and Node has collected them before they could fire.
 */
export class JoinedSignal {
  readonly #controller = new AbortController();
  readonly #others: readonly AbortSignal[];
  readonly #timer: NodeJS.Timeout | undefined;

  /** `timeoutMs` in milliseconds; its reason is a `TimeoutError`. */
  constructor(others: readonly (AbortSignal | null | undefined)[], timeoutMs?: number) {
    this.#others = others.filter((each) => each != null);
    const timeout = () => this.#controller.abort(new DOMException("no answer in time", "TimeoutError"));
    if (timeoutMs !== undefined) this.#timer = setTimeout(timeout, timeoutMs).unref();
    for (const other of this.#others) {
      if (other.aborted) this.#controller.abort(other.reason);
      else other.addEventListener("abort", this.#giveUp, { once: true });
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** What it was made for is over. */
  clear(): void {
    clearTimeout(this.#timer);
    for (const other of this.#others) other.removeEventListener("abort", this.#giveUp);
  }

  readonly #giveUp = ({ target }: Event): void => {
    this.#controller.abort((target as AbortSignal).reason);
  };
}

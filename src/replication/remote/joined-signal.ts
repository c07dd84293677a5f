import type { Timing } from "../timing.ts";

/**
 * A signal that is aborted when one of several others is, or after a time limit. Not `AbortSignal.any` with
 * `AbortSignal.timeout`: they reference each other weakly, and Node may collect them before they fire.
 */
export class JoinedSignal {
  readonly #controller = new AbortController();
  readonly #others: readonly AbortSignal[];
  #stopTimer: (() => void) | undefined;

  constructor(others: readonly (AbortSignal | null | undefined)[]) {
    this.#others = others.filter((each) => each != null);
    for (const other of this.#others) {
      if (other.aborted) this.#controller.abort(other.reason);
      else other.addEventListener("abort", this.#abort, { once: true });
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Aborts with `reason` in `ms` milliseconds, in place of an earlier limit, unless `unlimit` or `clear` is called. */
  limit(ms: number, timing: Timing, reason: () => unknown): void {
    this.unlimit();
    this.#stopTimer = timing.after(ms, () => this.#controller.abort(reason()));
  }

  unlimit(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  /** No longer follows one of the other signals. */
  release(other: AbortSignal): void {
    other.removeEventListener("abort", this.#abort);
  }

  /** Releases the timer and the other signals. */
  clear(): void {
    this.unlimit();
    for (const other of this.#others) other.removeEventListener("abort", this.#abort);
  }

  readonly #abort = ({ target }: Event): void => {
    this.#controller.abort((target as AbortSignal).reason);
  };
}

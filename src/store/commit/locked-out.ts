import type { StreamError } from "../../protocol/errors.ts";
import { Condition } from "../../waiting/condition.ts";
import { BusyWait } from "../sqlite/busy.ts";

/** Waits while another program holds the database's write lock, without blocking the event loop. */
export class LockedOut {
  readonly #retry: () => void;
  readonly #wait = new BusyWait();
  readonly #attempted = new Condition();
  #timer: NodeJS.Timeout | undefined;
  #error: StreamError | undefined;

  /** @param retry tries to commit again; calls `begin` if the lock is still held, or else `end` */
  constructor(retry: () => void) {
    this.#retry = retry;
  }

  /** Whether the lock was held at the last attempt, and another one is due. */
  get isWaiting(): boolean {
    return this.#timer !== undefined;
  }

  /** The error of the last attempt. */
  get error(): StreamError | undefined {
    return this.#error;
  }

  /** Schedules the next attempt, unless the time-out is over: then returns false. `isAwaited` keeps the process running. */
  begin(error: StreamError, isAwaited: boolean): boolean {
    this.#stop();
    this.#error = error;
    const delayMs = this.#wait.afterFailure();
    if (delayMs === undefined) {
      this.#attempted.wake();
      return false;
    }
    this.#timer = setTimeout(() => this.#attempt(), delayMs);
    if (!isAwaited) this.#timer.unref();
    return true;
  }

  /** A caller waits now. */
  keepAwake(): void {
    this.#timer?.ref();
  }

  /** Resolves after the next attempt. */
  nextAttempt(): Promise<void> {
    return this.#attempted.wait();
  }

  /** The lock is free, or nothing waits for it any more. */
  end(): void {
    this.#stop();
    this.#error = undefined;
    this.#wait.reset();
    this.#attempted.wake();
  }

  #attempt(): void {
    this.#timer = undefined;
    this.#retry();
    this.#attempted.wake();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

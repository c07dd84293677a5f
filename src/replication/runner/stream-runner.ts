import type { ReplicationError, ReplicationState } from "../../protocol/replication.ts";
import { StreamError } from "../../store/index.ts";
import { Backoff, type BackoffOptions } from "./backoff.ts";
import { ReplicationFailure, toFailure } from "../remote/failure.ts";
import type { Link } from "../remote/link.ts";
import type { Outcome, StreamWork } from "./stream-work.ts";
import { WakeUp } from "./wake-up.ts";

/** While the link holds requests back it decides when one goes: a stream only has to queue there again. */
const linkDelayMs = { initialMs: 100, maxMs: 1000 };

/** Runs the work of one stream: retries after transient errors, and stops after others or while paused. */
export class StreamRunner {
  readonly work: StreamWork;
  readonly #link: Link;
  readonly #changed: () => void;
  readonly #backoff: Backoff;
  readonly #linkBackoff = new Backoff(linkDelayMs);
  readonly #wakeUp = new WakeUp();
  #abort = new AbortController();
  #state: ReplicationState = "starting";
  #failure: ReplicationFailure | undefined;
  #isPaused: boolean;
  #hasEnded = false;
  #isBackingOff = false;
  nextAttemptAt: number | undefined;
  lastSuccessAt: number | undefined;

  constructor(
    work: StreamWork,
    options: {
      readonly link: Link;
      readonly backoff: BackoffOptions;
      readonly isPaused: boolean;
      /** Called when the state, the error or the times may have changed. */
      readonly changed: () => void;
    },
  ) {
    this.work = work;
    this.#link = options.link;
    this.#changed = options.changed;
    this.#backoff = new Backoff(options.backoff);
    this.#isPaused = options.isPaused;
  }

  get state(): ReplicationState {
    if (this.#isPaused) return "paused";
    const isHeldBack = this.#link.state$.value.state === "offline";
    return isHeldBack && this.#state !== "stopped" && this.#state !== "complete" ? "offline" : this.#state;
  }

  get error(): ReplicationError | undefined {
    return this.#failure && { code: this.#failure.code, message: this.#failure.message };
  }

  /** Resolves after `end`, once the last turn has finished. */
  async run(): Promise<void> {
    while (!this.#hasEnded) {
      if (this.#isPaused || this.#state === "stopped" || this.#state === "complete")
        await this.#wakeUp.wait();
      else await this.#turn();
    }
  }

  /** The stream has grown. Does not bring the next attempt forward after a failure. */
  wake(): void {
    if (this.#isBackingOff) return;
    if (this.#state === "upToDate") this.#set("syncing");
    this.#wakeUp.wake();
  }

  /** The local stream may have been closed, or deleted and created again. */
  reset(): void {
    this.work.forget();
    if (this.#state === "complete") this.#set("syncing");
    this.#wakeUp.wake();
  }

  pause(): void {
    this.#isPaused = true;
    this.#abortTurn();
  }

  resume(): void {
    this.#isPaused = false;
    this.retryNow();
  }

  /** Also after an error that stopped the stream: the caller may have removed its cause. */
  retryNow(): void {
    this.#backoff.reset();
    if (this.#state === "stopped" || this.#state === "waiting") this.#set("syncing");
    this.#wakeUp.wake();
    this.#changed();
  }

  end(): void {
    this.#hasEnded = true;
    this.#abortTurn();
  }

  async #turn(): Promise<void> {
    const { signal } = this.#abort;
    try {
      const outcome = await this.work.run(signal, (isUpToDate) => this.#progress(isUpToDate));
      if (!signal.aborted) await this.#afterTurn(outcome);
    } catch (error) {
      // Aborted by `pause` or `end`: not a failure.
      if (!signal.aborted) await this.#fail(error);
    }
  }

  #progress(isUpToDate: boolean): void {
    this.lastSuccessAt = Date.now();
    this.#succeed(isUpToDate ? "upToDate" : "syncing");
  }

  async #afterTurn(outcome: Outcome): Promise<void> {
    if (outcome.is === "complete") return this.#succeed("complete");
    if (outcome.is === "more") return;
    this.#succeed("upToDate");
    await this.#wakeUp.wait(outcome.forMs);
  }

  #succeed(state: ReplicationState): void {
    this.#failure = undefined;
    this.nextAttemptAt = undefined;
    this.#backoff.reset();
    this.#linkBackoff.reset();
    this.#set(state);
  }

  async #fail(error: unknown): Promise<void> {
    if (error instanceof StreamError && error.code === "STORE_CLOSED") return this.end();
    this.#failure = toFailure(error);
    if (!this.#failure.isTransient) return this.#set("stopped");
    // The link decides when to try again, unless it stayed online: then only this response was lost.
    const isHeldBack = this.#failure.isOfServer && this.#link.state$.value.state !== "online";
    const waitMs = isHeldBack ? this.#linkBackoff.next() : this.#backoff.next(this.#failure.retryAfterMs);
    this.nextAttemptAt = isHeldBack ? undefined : Date.now() + waitMs;
    this.#set("waiting");
    this.#isBackingOff = true;
    // Appends before the wait do not bring the next attempt forward either.
    this.#wakeUp.clear();
    await this.#wakeUp.wait(waitMs);
    this.#isBackingOff = false;
  }

  #abortTurn(): void {
    this.#abort.abort(new ReplicationFailure("OFFLINE", "replication was paused"));
    this.#abort = new AbortController();
    this.#wakeUp.wake();
    this.#changed();
  }

  #set(state: ReplicationState): void {
    this.#state = state;
    this.#changed();
  }
}

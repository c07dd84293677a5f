import type { ReplicationError, ReplicationState } from "../../protocol/replication.ts";
import { StreamError } from "../../store/index.ts";
import { Backoff, type BackoffOptions } from "./backoff.ts";
import { ReplicationFailure, toFailure } from "../remote/failure.ts";
import type { Link } from "../remote/link.ts";
import type { Outcome, StreamWork } from "./stream-work.ts";
import { WakeUp } from "./wake-up.ts";

/** While the link holds everybody back, asking it again is all there is to do. */
const linkDelayMs = { initialMs: 100, maxMs: 1000 };

/** Runs the work of one stream: when there is some, again when it failed, and not at all when it must not. */
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
  #ended = false;
  #isBackingOff = false;
  nextAttemptAt: number | undefined;
  lastSuccessAt: number | undefined;

  constructor(
    work: StreamWork,
    options: {
      readonly link: Link;
      readonly backoff: BackoffOptions;
      readonly isPaused: boolean;
      /** Something of what it tells has changed. */
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

  /** Resolves when `end` was called and what was on its way has come to an end. */
  async run(): Promise<void> {
    while (!this.#ended) {
      if (this.#isPaused || this.#state === "stopped" || this.#state === "complete")
        await this.#wakeUp.wait();
      else await this.#turn();
    }
  }

  /** There may be something to do. While it waits for its next attempt that does not bring it forward. */
  wake(): void {
    if (this.#isBackingOff) return;
    if (this.#state === "upToDate") this.#set("syncing");
    this.#wakeUp.wake();
  }

  /** The local stream is not what it was: closed, or created again. */
  reset(): void {
    this.work.forget();
    if (this.#state === "complete") this.#set("syncing");
    this.#wakeUp.wake();
  }

  pause(): void {
    this.#isPaused = true;
    this.#giveUp();
  }

  resume(): void {
    this.#isPaused = false;
    this.retryNow();
  }

  /** Also after an error that does not pass by itself: somebody has looked. */
  retryNow(): void {
    this.#backoff.reset();
    if (this.#state === "stopped" || this.#state === "waiting") this.#set("syncing");
    this.#wakeUp.wake();
    this.#changed();
  }

  end(): void {
    this.#ended = true;
    this.#giveUp();
  }

  async #turn(): Promise<void> {
    const { signal } = this.#abort;
    try {
      const outcome = await this.work.run(signal, (isUpToDate) => this.#progress(isUpToDate));
      if (!signal.aborted) await this.#rest(outcome);
    } catch (error) {
      // Given up on purpose: not a failure.
      if (!signal.aborted) await this.#fail(error);
    }
  }

  #progress(isUpToDate: boolean): void {
    this.lastSuccessAt = Date.now();
    this.#succeed(isUpToDate ? "upToDate" : "syncing");
  }

  async #rest(outcome: Outcome): Promise<void> {
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
    if (!this.#failure.passes) return this.#set("stopped");
    // The link knows better when to try again; it may also have been open all the time, and the answer cut.
    const isHeldBack = this.#failure.isOfServer && this.#link.state$.value.state !== "online";
    const waitMs = isHeldBack ? this.#linkBackoff.next() : this.#backoff.next(this.#failure.retryAfterMs);
    this.nextAttemptAt = isHeldBack ? undefined : Date.now() + waitMs;
    this.#set("waiting");
    this.#isBackingOff = true;
    // What was appended meanwhile is sent by the next attempt, and does not bring it forward either.
    this.#wakeUp.clear();
    await this.#wakeUp.wait(waitMs);
    this.#isBackingOff = false;
  }

  #giveUp(): void {
    this.#abort.abort(new ReplicationFailure("OFFLINE", "replication was paused"));
    this.#abort = new AbortController();
    this.#wakeUp.wake();
    this.#changed();
  }

  #set(state: ReplicationState): void {
    if (this.#state === state && state !== "waiting") return this.#changed();
    this.#state = state;
    this.#changed();
  }
}

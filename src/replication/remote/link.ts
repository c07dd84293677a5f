import { BehaviorSubject } from "rxjs";
import type { ReplicationStatus } from "../../protocol/replication.ts";
import { Backoff, type BackoffOptions } from "../runner/backoff.ts";
import type { Connectivity } from "../connectivity.ts";
import { ReplicationFailure } from "./failure.ts";

export interface LinkOptions {
  readonly connectivity: Connectivity;
  readonly backoff: BackoffOptions;
  /** Maximum concurrent requests; long-polls do not count. */
  readonly maxRequests: number;
}

/** Upper bound of the wait after a sleep, in milliseconds: the network needs a moment, and many machines may wake together. */
const resumeSpreadMs = 500;

interface Waiter {
  readonly isPoll: boolean;
  readonly go: () => void;
}

/**
 * The connection to a server that all streams of a replication share. It limits how many requests run at once. While
 * the server fails it lets one request at a time through, with growing waits, so a thousand streams do not make a
 * thousand attempts.
 */
export class Link {
  readonly state$: BehaviorSubject<ReplicationStatus["server"]>;
  readonly #options: LinkOptions;
  readonly #backoff: Backoff;
  readonly #stopListening: () => void;
  #abort = new AbortController();
  #waiters: Waiter[] = [];
  #requests = 0;
  #failure: ReplicationFailure | undefined;
  #nextAttemptAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.backoff);
    this.state$ = new BehaviorSubject(this.#state());
    this.#stopListening = options.connectivity.subscribe((event) => this.#changed(event));
  }

  /** Aborted when the requests on their way are lost, because the machine went offline or slept. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Waits for the turn of a request, after which `leave` must be called. @throws the signal's reason if it is aborted */
  async enter(isPoll: boolean, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (!this.#isOpen(isPoll)) await this.#wait(isPoll, signal);
    if (!isPoll) this.#requests++;
  }

  /** Ends the turn of a request that succeeded, or failed with `failure`. Only failures of the server hold others back. */
  leave(isPoll: boolean, failure?: ReplicationFailure): void {
    if (!isPoll) this.#requests--;
    // An aborted request says nothing about the server.
    if (failure?.code !== "OFFLINE") {
      if (failure?.isOfServer) this.#fail(failure);
      else this.#recover();
    }
    this.#pump();
  }

  /** Makes the next attempt now. */
  retryNow(): void {
    this.#backoff.reset();
    this.#nextAttemptAt = 0;
    this.#publish();
    this.#pump();
  }

  close(): void {
    this.#stopListening();
    clearTimeout(this.#timer);
    this.#abort.abort(new ReplicationFailure("OFFLINE", "the replication was closed"));
  }

  #isOpen(isPoll: boolean): boolean {
    if (!this.#options.connectivity.isOnline() || performance.now() < this.#nextAttemptAt) return false;
    if (this.#failure) return this.#requests === 0;
    return isPoll || this.#requests < this.#options.maxRequests;
  }

  #wait(isPoll: boolean, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        isPoll,
        go: () => {
          signal?.removeEventListener("abort", giveUp);
          resolve();
        },
      };
      const giveUp = () => {
        this.#waiters = this.#waiters.filter((each) => each !== waiter);
        reject(signal!.reason as Error);
      };
      signal?.addEventListener("abort", giveUp, { once: true });
      this.#waiters.push(waiter);
      this.#schedule();
    });
  }

  /** Releases one waiter at a time: its request may close the gate for the next. */
  #pump(): void {
    const next = this.#waiters.find(({ isPoll }) => this.#isOpen(isPoll));
    if (!next) return this.#schedule();
    this.#waiters = this.#waiters.filter((each) => each !== next);
    next.go();
    // After the released request is counted.
    queueMicrotask(() => this.#pump());
  }

  #schedule(): void {
    const left = this.#nextAttemptAt - performance.now();
    if (left <= 0 || this.#waiters.length === 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#pump(), left + 1).unref();
  }

  #fail(failure: ReplicationFailure): void {
    this.#failure = failure;
    // Several requests that were on their way together are one failure.
    if (performance.now() >= this.#nextAttemptAt)
      this.#nextAttemptAt = performance.now() + this.#backoff.next(failure.retryAfterMs);
    this.#publish();
  }

  #recover(): void {
    if (!this.#failure) return;
    this.#failure = undefined;
    this.#nextAttemptAt = 0;
    this.#backoff.reset();
    this.#publish();
  }

  #changed(event: "changed" | "resumed"): void {
    if (event === "resumed" || !this.#options.connectivity.isOnline()) {
      const abort = this.#abort;
      this.#abort = new AbortController();
      abort.abort(new ReplicationFailure("OFFLINE", "the machine went offline or slept"));
    }
    this.#backoff.reset();
    this.#nextAttemptAt = performance.now() + Math.random() * resumeSpreadMs;
    this.#publish();
    this.#pump();
  }

  #publish(): void {
    this.state$.next(this.#state());
  }

  #state(): ReplicationStatus["server"] {
    if (!this.#options.connectivity.isOnline()) {
      return { state: "offline", error: { code: "OFFLINE", message: "the machine is offline" } };
    }
    if (!this.#failure) return { state: "online" };
    const { code, message } = this.#failure;
    const left = Math.max(0, this.#nextAttemptAt - performance.now());
    return { state: "waiting", error: { code, message }, nextAttemptAt: Date.now() + left };
  }
}

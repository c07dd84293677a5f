import { BehaviorSubject } from "rxjs";
import type { ReplicationStatus } from "../../protocol/replication.ts";
import { Backoff, type BackoffOptions } from "../runner/backoff.ts";
import type { Connectivity } from "../connectivity.ts";
import { ReplicationFailure } from "./failure.ts";

export interface LinkOptions {
  readonly connectivity: Connectivity;
  readonly backoff: BackoffOptions;
  /** Requests on their way at once; long-polls do not count. */
  readonly maxRequests: number;
}

/** After a sleep the network needs a moment, and many machines may wake at the same time. In milliseconds. */
const resumeSpreadMs = 500;

interface Waiter {
  readonly isPoll: boolean;
  readonly go: () => void;
}

/**
 * The way to the server, shared by all streams. While it fails one request at a time tries it, for all of them,
 * and the time between two tries grows: a thousand streams do not knock at a closed door a thousand times.
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

  /** Aborted when what is on its way is lost: the machine went offline or slept. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Waits for the turn of a request, which has to be followed by `leave`. @throws if the signal is aborted */
  async enter(isPoll: boolean, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (!this.#mayGo(isPoll)) await this.#wait(isPoll, signal);
    if (!isPoll) this.#requests++;
  }

  /** The request has been answered, or has failed. Only what concerns the server counts here. */
  leave(isPoll: boolean, failure?: ReplicationFailure): void {
    if (!isPoll) this.#requests--;
    // A request that was given up says nothing about the server.
    if (failure?.code !== "OFFLINE") {
      if (failure?.isOfServer) this.#fail(failure);
      else this.#recover();
    }
    this.#pump();
  }

  /** Somebody does not want to wait: one try, now. */
  retryNow(): void {
    this.#backoff.reset();
    this.#nextAttemptAt = 0;
    this.#publish();
    this.#pump();
  }

  close(): void {
    this.#stopListening();
    clearTimeout(this.#timer);
    this.#abort.abort(new ReplicationFailure("OFFLINE", "replication was ended"));
  }

  #mayGo(isPoll: boolean): boolean {
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

  /** Lets go whoever may: one at a time, as each that goes may be the last. */
  #pump(): void {
    const next = this.#waiters.find(({ isPoll }) => this.#mayGo(isPoll));
    if (!next) return this.#schedule();
    this.#waiters = this.#waiters.filter((each) => each !== next);
    next.go();
    // It counts once it has gone on.
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
    // Several were on their way when it broke: they are one failure.
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
      abort.abort(new ReplicationFailure("OFFLINE", "the machine went offline, or slept"));
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

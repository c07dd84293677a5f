import { BehaviorSubject } from "rxjs";
import { isLoopbackHost } from "../../protocol/hosts/loopback.ts";
import type { ReplicationStatus } from "../../protocol/replication.ts";
import { Backoff, type BackoffOptions } from "../runner/backoff.ts";
import type { Connectivity } from "../connectivity.ts";
import { systemTiming, type Timing } from "../timing.ts";
import { ReplicationFailure, SilentPoll } from "./failure.ts";
import { NetworkWatch } from "./network-watch.ts";

export interface LinkOptions {
  /** The stream root of the server. */
  readonly root: URL;
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
  readonly #timing: Timing;
  readonly #backoff: Backoff;
  readonly #network: NetworkWatch;
  #abort = new AbortController();
  #abortPolls = new AbortController();
  #waiters: Waiter[] = [];
  #requests = 0;
  #failure: ReplicationFailure | undefined;
  #nextAttemptAt = 0;
  /** The server has answered although the machine says that it is offline. */
  #isContradicted = false;
  #stopTimer: (() => void) | undefined;

  constructor(options: LinkOptions, timing: Timing = systemTiming) {
    this.#options = options;
    this.#timing = timing;
    this.#backoff = new Backoff(options.backoff);
    this.#network = new NetworkWatch({
      connectivity: options.connectivity,
      isLocal: isLoopbackHost(options.root.hostname),
      timing,
      changed: (event) => this.#changed(event),
    });
    if (this.#isOffline()) this.#nextAttemptAt = timing.now() + this.#backoff.longest();
    this.state$ = new BehaviorSubject(this.#state());
    this.#network.start();
  }

  /** Aborted when the requests on their way are lost, because the machine went offline or slept. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Aborted when long-polls are to be asked again now. */
  get pollSignal(): AbortSignal {
    return this.#abortPolls.signal;
  }

  /**
   * Waits for the turn of a request, after which `leave` must be called.
   *
   * @throws the signal's reason if it is aborted; `SilentPoll` for a long-poll that had to wait until the server was back
   */
  async enter(isPoll: boolean, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (!this.#isOpen(isPoll)) {
      await this.#wait(isPoll, signal);
      // After an outage the stream is read first: it may have been replaced.
      if (isPoll) throw new SilentPoll();
    }
    if (!isPoll) this.#requests++;
  }

  /** A response has begun: the server is there, however long the rest of it takes. */
  answered(): void {
    const isContradicted = !this.#network.isOnline();
    if (!this.#failure && this.#isContradicted === isContradicted) return;
    this.#isContradicted = isContradicted;
    this.#failure = undefined;
    this.#nextAttemptAt = 0;
    this.#publish();
    this.#pump();
  }

  /** Ends the turn of a request that succeeded, or failed with `failure`. Only failures of the server hold others back. */
  leave(isPoll: boolean, failure?: ReplicationFailure): void {
    if (!isPoll) this.#requests--;
    // An aborted request says nothing about the server.
    if (failure?.code !== "OFFLINE") {
      if (failure?.isOfServer) this.#fail(failure);
      else {
        this.#backoff.reset();
        this.answered();
      }
    }
    this.#pump();
  }

  /** Makes the next attempt now. Long-polls count as attempts, because their connections may be dead. */
  retryNow(): void {
    const polls = this.#abortPolls;
    this.#abortPolls = new AbortController();
    polls.abort(new SilentPoll());
    this.#backoff.reset();
    this.#nextAttemptAt = 0;
    this.#publish();
    this.#pump();
  }

  close(): void {
    this.#network.close();
    this.#stopTimer?.();
    this.#abort.abort(new ReplicationFailure("OFFLINE", "the replication was closed"));
  }

  #isOpen(isPoll: boolean): boolean {
    if (this.#timing.now() < this.#nextAttemptAt) return false;
    if (this.#failure || this.#isOffline()) return this.#requests === 0;
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
    const left = this.#nextAttemptAt - this.#timing.now();
    if (left <= 0 || this.#waiters.length === 0) return;
    this.#stopTimer?.();
    this.#stopTimer = this.#timing.after(left + 1, () => this.#pump());
  }

  #fail(failure: ReplicationFailure): void {
    this.#failure = failure;
    // Several requests that were on their way together are one failure.
    const now = this.#timing.now();
    if (now >= this.#nextAttemptAt) {
      const waitMs = this.#backoff.next(failure.retryAfterMs);
      this.#nextAttemptAt = now + (this.#isOffline() ? Math.max(waitMs, this.#backoff.longest()) : waitMs);
    }
    this.#publish();
  }

  /**
   * Only a hint: while the machine says that it is offline, one request in the longest wait tries the server all the same,
   * and one more whenever the caller asks for it.
   */
  #isOffline(): boolean {
    return !this.#isContradicted && !this.#network.isOnline();
  }

  #changed(event: "changed" | "resumed"): void {
    this.#isContradicted = false;
    const isOffline = this.#isOffline();
    if (event === "resumed" || isOffline) {
      const abort = this.#abort;
      this.#abort = new AbortController();
      abort.abort(new ReplicationFailure("OFFLINE", "the machine went offline or slept"));
    }
    this.#backoff.reset();
    const waitMs = isOffline ? this.#backoff.longest() : Math.random() * resumeSpreadMs;
    this.#nextAttemptAt = this.#timing.now() + waitMs;
    this.#publish();
    this.#pump();
  }

  #publish(): void {
    this.state$.next(this.#state());
  }

  #state(): ReplicationStatus["server"] {
    if (this.#isOffline()) {
      return { state: "offline", error: { code: "OFFLINE", message: "the machine is offline" } };
    }
    if (!this.#failure) return { state: "online" };
    const { code, message } = this.#failure;
    const left = Math.max(0, this.#nextAttemptAt - this.#timing.now());
    return { state: "waiting", error: { code, message }, nextAttemptAt: this.#timing.wallNow() + left };
  }
}

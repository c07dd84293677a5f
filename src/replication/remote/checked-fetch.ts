import type { Timing } from "../timing.ts";
import { failureIn, isLongPoll, ReplicationFailure, SilentPoll, toFailure } from "./failure.ts";
import { JoinedSignal } from "./joined-signal.ts";
import type { Link } from "./link.ts";
import { PollLimit } from "./poll-limit.ts";
import { raceAbort } from "./race-abort.ts";

export type RequestHeaders = Readonly<Record<string, string>>;

export interface CheckedFetchOptions {
  readonly link: Link;
  readonly fetch: typeof fetch;
  /** Called for each request, and again at once when the server responds with 401. */
  readonly headers: () => RequestHeaders | Promise<RequestHeaders>;
  /** How long the server may be silent, in milliseconds: before its response, and between two parts of the body. */
  readonly requestTimeoutMs: number;
  readonly timing: Timing;
}

/** The slowest upload that is not taken for a dead connection, in bytes per millisecond. */
const slowestUpload = 16;

/**
 * The `fetch` of all requests. Each request waits for its turn on the link and carries fresh headers. It fails when the
 * server is silent for too long, however long the whole response takes. A response that is an error, or not from a
 * Durable Streams server, is thrown as a `ReplicationFailure`. The body has to be read to its end or cancelled: that ends
 * the turn.
 */
export function createCheckedFetch(options: CheckedFetchOptions): typeof fetch {
  const polls = new PollLimit(options.timing);
  return async (input, init = {}) => {
    const url = input instanceof Request ? input.url : String(input);
    await options.link.enter(isLongPoll(url), init.signal ?? undefined);
    return new Exchange(options, polls, url, init).start();
  };
}

/** One request and its response, from the turn on the link to the last byte. */
class Exchange {
  readonly #options: CheckedFetchOptions;
  readonly #polls: PollLimit;
  readonly #url: string;
  readonly #init: RequestInit;
  readonly #isPoll: boolean;
  readonly #pollSignal: AbortSignal | undefined;
  readonly #joined: JoinedSignal;
  #hasLeft = false;

  constructor(options: CheckedFetchOptions, polls: PollLimit, url: string, init: RequestInit) {
    this.#options = options;
    this.#polls = polls;
    this.#url = url;
    this.#init = init;
    this.#isPoll = isLongPoll(url);
    const { signal, pollSignal } = options.link;
    this.#pollSignal = this.#isPoll ? pollSignal : undefined;
    this.#joined = new JoinedSignal([signal, this.#pollSignal, init.signal]);
  }

  async start(): Promise<Response> {
    let response: Response;
    try {
      response = await this.#send();
    } catch (error) {
      throw this.#failed(error);
    }
    this.#joined.unlimit();
    // A long-poll that is being answered is not asked again: its connection is alive.
    if (this.#pollSignal) this.#joined.release(this.#pollSignal);
    this.#options.link.answered();
    const { body, status, statusText, headers } = response;
    if (body) return new Response(this.#watch(body), { status, statusText, headers });
    this.#leave();
    return response;
  }

  async #send(): Promise<Response> {
    const { fetch, headers: freshHeaders } = this.#options;
    const { signal } = this.#joined;
    for (let isFresh = false; ; isFresh = true) {
      const sentAt = this.#limit();
      const headers = {
        ...(this.#init.headers as RequestHeaders),
        ...(await raceAbort(signal, freshHeaders())),
      };
      const request = { ...this.#init, signal, redirect: "manual" as const, headers };
      // Raced, because a `fetch` of the app may ignore the signal.
      const response = await raceAbort(signal, fetch(this.#url, request));
      const failure = failureIn(response, this.#init.method ?? "GET");
      if (this.#isPoll) this.#polls.pollAnswered(response, sentAt);
      else this.#polls.answered();
      if (!failure) return response;
      // Cancelled, because a connection whose response is never read stays occupied.
      await response.body?.cancel();
      // An expired token: `headers` may return a new one.
      if (failure.code !== "UNAUTHORIZED" || isFresh) throw failure;
    }
  }

  /** Limits the time until the response begins; returns when that time began. */
  #limit(): number {
    const { timing, requestTimeoutMs } = this.#options;
    if (this.#isPoll) {
      this.#joined.limit(this.#polls.ms, timing, () => {
        this.#polls.reached();
        return new SilentPoll();
      });
    } else {
      const uploadMs = bytesIn(this.#init.body) / slowestUpload;
      this.#joined.limit(requestTimeoutMs + uploadMs, timing, silent);
    }
    return timing.now();
  }

  /** The same body; each part has to arrive in time. Time in which the reader does not ask for the next part does not count. */
  #watch(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
    const { timing, requestTimeoutMs } = this.#options;
    const reader = body.getReader();
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          try {
            this.#joined.limit(requestTimeoutMs, timing, silent);
            const { done, value } = await raceAbort(this.#joined.signal, reader.read());
            this.#joined.unlimit();
            if (!done) return controller.enqueue(value);
            this.#leave();
            controller.close();
          } catch (error) {
            controller.error(this.#failed(error));
          }
        },
        cancel: async (reason) => {
          this.#leave(abortedByCaller());
          await reader.cancel(reason);
        },
      },
      { highWaterMark: 0 },
    );
  }

  #failed(error: unknown): Error {
    const isAborted = this.#init.signal?.aborted === true;
    const failure = isAborted ? abortedByCaller() : error instanceof SilentPoll ? error : toFailure(error);
    this.#leave(failure instanceof ReplicationFailure ? failure : abortedByCaller());
    return failure;
  }

  #leave(failure?: ReplicationFailure): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#joined.clear();
    this.#options.link.leave(this.#isPoll, failure);
  }
}

function bytesIn(body: RequestInit["body"]): number {
  if (typeof body === "string") return body.length;
  return body instanceof ArrayBuffer || ArrayBuffer.isView(body) ? body.byteLength : 0;
}

function silent(): DOMException {
  return new DOMException("the server was silent for too long", "TimeoutError");
}

function abortedByCaller(): ReplicationFailure {
  return new ReplicationFailure("OFFLINE", "the request was aborted");
}

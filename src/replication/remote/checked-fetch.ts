import { failureIn, isLongPoll, ReplicationFailure, toFailure } from "./failure.ts";
import { JoinedSignal } from "./joined-signal.ts";
import type { Link } from "./link.ts";
import { raceAbort } from "./race-abort.ts";

export type RequestHeaders = Readonly<Record<string, string>>;

export interface CheckedFetchOptions {
  readonly link: Link;
  readonly fetch: typeof fetch;
  /** Called for each request, and again at once when the server responds with 401. */
  readonly headers: () => RequestHeaders | Promise<RequestHeaders>;
  /** Time limit until the whole response has been read, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** The same for a long-poll: longer than any server holds one. */
  readonly longPollTimeoutMs: number;
}

/**
 * The `fetch` for the official client. Each request waits for its turn on the link, carries fresh headers and has a
 * time limit. A response that is an error, or not from a Durable Streams server, is thrown as a `ReplicationFailure`.
 */
export function createCheckedFetch(options: CheckedFetchOptions): typeof fetch {
  return async (input, init = {}) => {
    const url = input instanceof Request ? input.url : String(input);
    const isPoll = isLongPoll(url);
    await options.link.enter(isPoll, init.signal ?? undefined);
    let failure: ReplicationFailure | undefined;
    try {
      return await send(options, url, init, isPoll);
    } catch (error) {
      failure = init.signal?.aborted ? abortedByCaller() : toFailure(error);
      throw failure;
    } finally {
      options.link.leave(isPoll, failure);
    }
  };
}

async function send(
  options: CheckedFetchOptions,
  url: string,
  init: RequestInit,
  isPoll: boolean,
): Promise<Response> {
  const { link, requestTimeoutMs, longPollTimeoutMs } = options;
  const joined = new JoinedSignal([link.signal, init.signal], isPoll ? longPollTimeoutMs : requestTimeoutMs);
  const request = { ...init, signal: joined.signal, redirect: "manual" as const };
  try {
    for (let isFresh = false; ; isFresh = true) {
      const headers = {
        ...(init.headers as RequestHeaders),
        ...(await raceAbort(joined.signal, options.headers())),
      };
      const response = await options.fetch(url, { ...request, headers });
      const failure = failureIn(response, init.method ?? "GET");
      if (!failure) return await readWhole(response);
      // Cancelled, because a connection whose response is never read stays occupied.
      await response.body?.cancel();
      // An expired token: `headers` may return a new one.
      if (failure.code !== "UNAUTHORIZED" || isFresh) throw failure;
    }
  } finally {
    joined.clear();
  }
}

/**
 * Reads a response to its end before the client sees it. The client reports a session as closed when its last response
 * begins, and does not report that the rest was cut off; it would also read outside the request's time limit.
 */
async function readWhole(response: Response): Promise<Response> {
  const body = await response.arrayBuffer();
  const { status, statusText, headers } = response;
  // `Response` refuses any body, even an empty one, for statuses that have none.
  return new Response(body.byteLength === 0 ? null : body, { status, statusText, headers });
}

function abortedByCaller(): ReplicationFailure {
  return new ReplicationFailure("OFFLINE", "the request was aborted");
}

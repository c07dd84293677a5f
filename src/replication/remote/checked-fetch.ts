import { failureIn, isLongPoll, ReplicationFailure, toFailure } from "./failure.ts";
import { JoinedSignal } from "./joined-signal.ts";
import type { Link } from "./link.ts";
import { raceAbort } from "./race-abort.ts";

export type RequestHeaders = Readonly<Record<string, string>>;

export interface CheckedFetchOptions {
  readonly link: Link;
  readonly fetch: typeof fetch;
  /** Asked for each request, and again at once when the server answers with 401. */
  readonly headers: () => RequestHeaders | Promise<RequestHeaders>;
  /** Until an answer is there and read, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** The same for a long-poll: longer than any server lets one wait. */
  readonly longPollTimeoutMs: number;
}

/**
 * `fetch` as the official client gets it: each request waits for its turn on the link, carries fresh headers, and
 * ends in time; an answer that is not the protocol's, or is an error of it, is thrown as a `ReplicationFailure`.
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
      failure = init.signal?.aborted ? givenUp() : toFailure(error);
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
      // Not read: a connection with an unread answer would be kept waiting for its reader.
      await response.body?.cancel();
      // The token has expired, and whoever gives it out may have seen that as well.
      if (failure.code !== "UNAUTHORIZED" || isFresh) throw failure;
    }
  } finally {
    joined.clear();
  }
}

/**
 * An answer counts when all of it is there. The client calls a session closed when its last answer has begun, and
 * tells nobody when the rest of that is cut off; it would also read it outside of the time that a request may take.
 */
async function readWhole(response: Response): Promise<Response> {
  const body = await response.arrayBuffer();
  const { status, statusText, headers } = response;
  // A status without a body must not be given one, not even an empty one.
  return new Response(body.byteLength === 0 ? null : body, { status, statusText, headers });
}

function givenUp(): ReplicationFailure {
  return new ReplicationFailure("OFFLINE", "the request was given up");
}

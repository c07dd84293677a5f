import { failureIn, isLongPoll, ReplicationFailure, toFailure } from "./failure.ts";
import type { Link } from "./link.ts";

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
  const timeout = AbortSignal.timeout(isPoll ? longPollTimeoutMs : requestTimeoutMs);
  const signals = [timeout, link.signal, ...(init.signal ? [init.signal] : [])];
  const request = { ...init, signal: AbortSignal.any(signals), redirect: "manual" as const };
  const method = init.method ?? "GET";
  for (let isFresh = false; ; isFresh = true) {
    const headers = { ...(init.headers as RequestHeaders), ...(await options.headers()) };
    const response = await options.fetch(url, { ...request, headers });
    const failure = failureIn(response, method);
    if (!failure) return response;
    // Not read: a connection with an unread answer would be kept waiting for its reader.
    await response.body?.cancel();
    // The token has expired, and whoever gives it out may have seen that as well.
    if (failure.code !== "UNAUTHORIZED" || isFresh) throw failure;
  }
}

function givenUp(): ReplicationFailure {
  return new ReplicationFailure("OFFLINE", "the request was given up");
}

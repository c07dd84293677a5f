import { StreamError } from "../../protocol/errors.ts";
import { isLongPoll, SilentPoll } from "../../replication/remote/failure.ts";
import { JoinedSignal } from "../../replication/remote/joined-signal.ts";
import { plainUrl } from "../../replication/remote/stream-url.ts";
import { systemTiming } from "../../replication/timing.ts";
import { errorIn, type Asked } from "./server-error.ts";

/** How long a server may be silent before its response, in milliseconds. */
const requestTimeoutMs = 30_000;
/** Longer than servers hold a long-poll. */
const pollTimeoutMs = 90_000;

/**
 * A `fetch` with the token, which fails with a `StreamError` where the server is silent, cannot be reached, or responds with
 * an error.
 *
 * @param asked what is asked for, for the error
 */
export function createServerFetch(token: string | undefined, asked: Asked): typeof fetch {
  return async (input, init = {}) => {
    const url = input instanceof Request ? input.url : String(input);
    const isPoll = isLongPoll(url);
    const joined = new JoinedSignal([init.signal]);
    joined.limit(isPoll ? pollTimeoutMs : requestTimeoutMs, systemTiming, () => silence(url, isPoll));
    try {
      const response = await fetch(url, {
        ...init,
        redirect: "manual",
        signal: joined.signal,
        headers: {
          ...(init.headers as Record<string, string>),
          ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        },
      });
      const error = await errorIn(response, init.method ?? "GET", asked);
      if (error) throw error;
      return response;
    } catch (error) {
      throw explained(error, url);
    } finally {
      joined.unlimit();
    }
  };
}

function silence(url: string, isPoll: boolean): Error {
  return isPoll ? new SilentPoll() : new StreamError("DISCONNECTED", `${plainUrl(url)} does not respond`);
}

/** What the network or a body that breaks off fails with, as an error of the connection. */
export function explained(error: unknown, url: string): unknown {
  const isKnown = error instanceof StreamError || error instanceof SilentPoll;
  if (isKnown || (error as Error).name === "AbortError") return error;
  const { message, cause } = error as Error;
  const { code, message: reason } = (cause ?? {}) as NodeJS.ErrnoException;
  return new StreamError("DISCONNECTED", `cannot reach ${new URL(url).origin}: ${code ?? reason ?? message}`);
}

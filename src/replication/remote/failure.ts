import {
  OFFSET_QUERY_PARAM,
  PRODUCER_EPOCH_HEADER,
  PRODUCER_EXPECTED_SEQ_HEADER,
  PRODUCER_SEQ_HEADER,
  STREAM_CLOSED_HEADER,
  STREAM_OFFSET_HEADER,
} from "@durable-streams/client";
import { replicationErrors, type ReplicationErrorCode } from "../../protocol/replication.ts";
import type { StreamErrorCode } from "../../protocol/errors.ts";
import { StreamError } from "../../store/index.ts";

/** Longest that a server may make us wait, in milliseconds. */
const maxRetryAfterMs = 3_600_000;

/** Errors of the local store that are more than a fault of it. */
const localCodes: Partial<Record<StreamErrorCode, ReplicationErrorCode>> = {
  GONE: "LOCAL_GAP",
  DISK_FULL: "LOCAL_UNAVAILABLE",
  DISCONNECTED: "LOCAL_UNAVAILABLE",
  TOO_MANY: "LOCAL_UNAVAILABLE",
};

/** What went wrong, as the code that everything else follows from. */
export class ReplicationFailure extends Error {
  override readonly name = "ReplicationFailure";
  readonly code: ReplicationErrorCode;
  /** The server asked not to be asked before that, in milliseconds from now. */
  readonly retryAfterMs: number | undefined;

  constructor(code: ReplicationErrorCode, message: string, retryAfterMs?: number) {
    super(message);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  get isOfServer(): boolean {
    return replicationErrors[this.code].scope === "server";
  }

  get passes(): boolean {
    return replicationErrors[this.code].isTransient;
  }
}

/** What an answer means, if it is not what was asked for: the one place that looks at a status. */
export function failureIn(response: Response, method: string): ReplicationFailure | undefined {
  const { status, headers } = response;
  if (isForeign(response)) {
    const type = headers.get("content-type") ?? "nothing";
    return new ReplicationFailure(
      "CAPTIVE_PORTAL",
      `what answers is no Durable Streams server (status ${status}, ${type})`,
    );
  }
  if (response.ok || status === 304) return undefined;
  const said = `the server answered with status ${status}`;
  if (status === 429 || status === 503)
    return new ReplicationFailure("RATE_LIMITED", said, retryAfterIn(headers));
  return new ReplicationFailure(codeOf(response, method), said);
}

/** Anything thrown on the way: by the store, by the network, by the client. */
export function toFailure(error: unknown): ReplicationFailure {
  if (error instanceof ReplicationFailure) return error;
  if (error instanceof StreamError) {
    return new ReplicationFailure(localCodes[error.code] ?? "LOCAL_ERROR", error.message);
  }
  const { message, cause } = error instanceof Error ? error : { message: String(error), cause: undefined };
  const reason = cause instanceof Error && cause.message !== "" ? `${message}: ${cause.message}` : message;
  return new ReplicationFailure("UNREACHABLE", reason);
}

/**
 * A login page, or any other server. Every success of the protocol says where the stream ends, or which of the
 * producer's appends it knows; an error of it is no web page; and it redirects nobody.
 */
function isForeign({ ok, status, headers }: Response): boolean {
  if (status === 511 || (status >= 300 && status < 400 && status !== 304)) return true;
  if (headers.get("content-type")?.startsWith("text/html") && !headers.has(STREAM_OFFSET_HEADER)) return true;
  return ok && !headers.has(STREAM_OFFSET_HEADER) && !headers.has(PRODUCER_SEQ_HEADER);
}

function codeOf({ status, headers }: Response, method: string): ReplicationErrorCode {
  switch (status) {
    case 401:
    case 407:
      return "UNAUTHORIZED";
    case 403:
      return headers.has(PRODUCER_EPOCH_HEADER) ? "FENCED" : "FORBIDDEN";
    case 404:
      return "NOT_FOUND";
    case 409:
      if (headers.get(STREAM_CLOSED_HEADER)?.toLowerCase() === "true") return "REMOTE_CLOSED";
      return headers.has(PRODUCER_EXPECTED_SEQ_HEADER) ? "REMOTE_LOST" : "CONTENT_TYPE_MISMATCH";
    case 410:
      return "REMOTE_GONE";
    case 400:
      // An offset that the server once gave out, and does not know any more.
      return method === "GET" ? "REMOTE_LOST" : "REFUSED";
    case 408:
    case 425:
      return "SERVER_ERROR";
    default:
      return status >= 500 ? "SERVER_ERROR" : "REFUSED";
  }
}

/** A date is taken by the server's own clock: this machine's may be wrong. */
function retryAfterIn(headers: Headers): number | undefined {
  const text = headers.get("retry-after");
  if (text === null) return undefined;
  const seconds = Number(text);
  const serverNow = Date.parse(headers.get("date") ?? "");
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(text) - serverNow;
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), maxRetryAfterMs) : undefined;
}

/** Whether a request waits at the server for something to happen. */
export function isLongPoll(url: string): boolean {
  return url.includes("live=long-poll") && url.includes(`${OFFSET_QUERY_PARAM}=`);
}

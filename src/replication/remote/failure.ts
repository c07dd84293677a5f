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

/** Upper bound of a `Retry-After`, in milliseconds. */
const maxRetryAfterMs = 3_600_000;

/** Errors of the local store with a code of their own; all others are `LOCAL_ERROR`. */
const localCodes: Partial<Record<StreamErrorCode, ReplicationErrorCode>> = {
  GONE: "LOCAL_GAP",
  DISK_FULL: "LOCAL_UNAVAILABLE",
  // Another program, such as a database browser.
  STORE_LOCKED: "LOCAL_UNAVAILABLE",
  DISCONNECTED: "LOCAL_UNAVAILABLE",
  TOO_MANY: "LOCAL_UNAVAILABLE",
};

/** Why a stream cannot be replicated right now. Its code decides whether and when it is tried again. */
export class ReplicationFailure extends Error {
  override readonly name = "ReplicationFailure";
  readonly code: ReplicationErrorCode;
  /** Milliseconds that the server asks to wait before the next request. */
  readonly retryAfterMs: number | undefined;
  /**
   * Whether the server may have forgotten the producer: it expects another seq than the next one, or does not know the
   * epoch (PROTOCOL.md, section 5.2.1).
   */
  readonly isProducerUnknown: boolean;

  constructor(
    code: ReplicationErrorCode,
    message: string,
    {
      retryAfterMs,
      isProducerUnknown = false,
    }: { retryAfterMs?: number | undefined; isProducerUnknown?: boolean } = {},
  ) {
    super(message);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
    this.isProducerUnknown = isProducerUnknown;
  }

  /** Whether all streams of the server have it. */
  get isOfServer(): boolean {
    return replicationErrors[this.code].scope === "server";
  }

  /** Whether trying again may help. */
  get isTransient(): boolean {
    return replicationErrors[this.code].isTransient;
  }
}

/** A long-poll stayed without a response for longer than the server holds one. It says nothing about the server yet. */
export class SilentPoll extends Error {
  override readonly name = "SilentPoll";
}

/** The failure that a response means, or undefined for a success. The only place that interprets a status. */
export function failureIn(response: Response, method: string): ReplicationFailure | undefined {
  const { status, headers } = response;
  if (isForeign(response)) {
    const type = headers.get("content-type") ?? "none";
    return new ReplicationFailure(
      "CAPTIVE_PORTAL",
      `the response is not from a Durable Streams server (status ${status}, content type ${type})`,
    );
  }
  if (response.ok || status === 304) return undefined;
  const message = `the server responded with status ${status}`;
  if (status === 429 || status === 503)
    return new ReplicationFailure("RATE_LIMITED", message, { retryAfterMs: retryAfterIn(headers) });
  const isGap = status === 409 && headers.has(PRODUCER_EXPECTED_SEQ_HEADER);
  const isProducerUnknown = method === "POST" && (isGap || status === 400);
  return new ReplicationFailure(codeOf(response, method), message, { isProducerUnknown });
}

/** The failure that an error of the store, the network or the client means. */
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
 * Whether a login page or any other server responded. In the protocol a success has the stream's offset or a
 * producer's seq, an error is not a web page, and nothing is redirected.
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
      // The server returned this offset once, and no longer knows it.
      return method === "GET" ? "REMOTE_LOST" : "REFUSED";
    case 408:
    case 425:
      return "SERVER_ERROR";
    default:
      return status >= 500 ? "SERVER_ERROR" : "REFUSED";
  }
}

/** The wait in milliseconds. A date is compared with the server's clock, because this machine's may be wrong. */
function retryAfterIn(headers: Headers): number | undefined {
  const text = headers.get("retry-after");
  if (text === null) return undefined;
  const seconds = Number(text);
  const serverNow = Date.parse(headers.get("date") ?? "");
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(text) - serverNow;
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), maxRetryAfterMs) : undefined;
}

export function contentTypeMismatch(remote: string, local: string): ReplicationFailure {
  return new ReplicationFailure(
    "CONTENT_TYPE_MISMATCH",
    `the remote stream holds ${remote}, the local stream ${local}`,
  );
}

/** Whether the server holds the request until there are new messages. */
export function isLongPoll(url: string): boolean {
  return url.includes("live=long-poll") && url.includes(`${OFFSET_QUERY_PARAM}=`);
}

import { httpStatusByCode, StreamError, type StreamErrorDetails } from "../protocol/errors.ts";
import { headerNames } from "./headers.ts";
import type { ResolvedOptions } from "./options.ts";

/** What only HTTP knows, beside the codes of the store (`httpStatusByCode`). */
const httpOnlyStatus = { METHOD_NOT_ALLOWED: 405, REQUEST_TIMEOUT: 408 } as const;

const statusByCode = { ...httpStatusByCode, ...httpOnlyStatus };

export type HttpErrorCode = keyof typeof statusByCode;

/** An answer that is an error, with any of the codes. */
export class HttpRefusal extends Error {
  readonly code: HttpErrorCode;

  constructor(code: HttpErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** What went wrong, as an answer. Whatever is not the client's business is logged, and answered without a text. */
export function errorResponse(error: unknown, request: Request, logger: ResolvedOptions["logger"]): Response {
  if (error instanceof HttpRefusal) return errorBody(error.code, error.message, new Headers());
  if (error instanceof StreamError && statusByCode[error.code] < 500) {
    return errorBody(error.code, error.message, headersOf(error));
  }
  // Not when the client has gone, or the store is being closed: that is no failure.
  const code = error instanceof StreamError ? error.code : "STORE_FAILED";
  if (code !== "STORE_CLOSED" && !request.signal.aborted) {
    logger.error(`electron-durable-streams: ${request.method} failed`, error);
  }
  return errorBody(code, "the server cannot do this now", new Headers());
}

export function errorBody(code: HttpErrorCode, message: string, headers: Headers): Response {
  headers.set("Content-Type", "application/json");
  headers.set("Cache-Control", "no-store");
  if (code === "METHOD_NOT_ALLOWED") headers.set("Allow", "PUT, POST, GET, HEAD, DELETE, OPTIONS");
  if (code === "UNAUTHORIZED") headers.set("WWW-Authenticate", "Bearer");
  return new Response(errorText(code, message), { status: statusByCode[code], headers });
}

export function errorText(code: HttpErrorCode, message: string): string {
  return JSON.stringify({ error: { code, message } });
}

/** Clients act on these headers, not on the text (sections 5.2 and 5.2.1). */
function headersOf({ code, details }: StreamError): Headers {
  const headers = new Headers();
  if (code === "CLOSED") {
    headers.set(headerNames.closed, "true");
    setDetail(headers, headerNames.nextOffset, details, "tailOffset");
  } else if (code === "PRODUCER_FENCED") {
    setDetail(headers, headerNames.producerEpoch, details, "epoch");
  } else if (code === "PRODUCER_GAP") {
    setDetail(headers, headerNames.producerExpectedSeq, details, "expectedSeq");
    setDetail(headers, headerNames.producerReceivedSeq, details, "receivedSeq");
  }
  return headers;
}

function setDetail(headers: Headers, name: string, details: StreamErrorDetails, key: string): void {
  if (details[key] !== undefined) headers.set(name, String(details[key]));
}

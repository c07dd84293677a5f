import { httpStatusByCode, StreamError, type StreamErrorDetails } from "../../protocol/errors.ts";
import type { Answer } from "./answer.ts";
import { headerNames } from "../request/headers.ts";
import type { ResolvedOptions } from "../options.ts";

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
export function errorAnswer(error: unknown, request: Request, logger: ResolvedOptions["logger"]): Answer {
  if (error instanceof HttpRefusal) return refusal(error.code, error.message);
  if (error instanceof StreamError && statusByCode[error.code] < 500) {
    return refusal(error.code, error.message, headersOf(error));
  }
  // Not when the client has gone, or the store is being closed: that is no failure.
  const code = error instanceof StreamError ? error.code : "STORE_FAILED";
  if (code !== "STORE_CLOSED" && !request.signal.aborted) {
    logger.error(`electron-durable-streams: ${request.method} failed`, error);
  }
  return refusal(code, "the server cannot do this now");
}

function refusal(code: HttpErrorCode, message: string, headers: Answer["headers"] = {}): Answer {
  return {
    status: statusByCode[code],
    headers: {
      ...headers,
      "Content-Type": "application/json",
      "Cache-Control": "no-store",
      ...(code === "METHOD_NOT_ALLOWED" && { Allow: "PUT, POST, GET, HEAD, DELETE, OPTIONS" }),
      ...(code === "UNAUTHORIZED" && { "WWW-Authenticate": "Bearer" }),
    },
    body: errorText(code, message),
  };
}

export function errorText(code: HttpErrorCode, message: string): string {
  return JSON.stringify({ error: { code, message } });
}

/** Clients act on these headers, not on the text (sections 5.2 and 5.2.1). */
function headersOf({ code, details }: StreamError): Answer["headers"] {
  if (code === "CLOSED") {
    return { [headerNames.closed]: "true", ...detail(headerNames.nextOffset, details["tailOffset"]) };
  }
  if (code === "PRODUCER_FENCED") return detail(headerNames.producerEpoch, details["epoch"]);
  if (code !== "PRODUCER_GAP") return {};
  return {
    ...detail(headerNames.producerExpectedSeq, details["expectedSeq"]),
    ...detail(headerNames.producerReceivedSeq, details["receivedSeq"]),
  };
}

function detail(name: string, value: StreamErrorDetails[string] | undefined): Answer["headers"] {
  return value === undefined ? {} : { [name]: String(value) };
}

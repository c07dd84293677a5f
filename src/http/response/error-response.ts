import {
  errorBody,
  StreamError,
  type StreamErrorCode,
  type StreamErrorDetails,
} from "../../protocol/errors.ts";
import type { Logger } from "../../store/index.ts";
import { allowedMethods } from "../request/allowed-methods.ts";
import { acceptedEncodings } from "../request/content-encoding.ts";
import { headerNames } from "../request/headers.ts";
import type { CorsOptions } from "./cors.ts";
import { tailHeaders } from "./tail-headers.ts";
import { HttpError, statusByCode, type HttpErrorCode } from "./http-error.ts";
import { toResponse, type HeaderFields, type ResponseParts } from "./response-parts.ts";

export interface ErrorResponseOptions {
  readonly cors?: CorsOptions;
  readonly logger: Pick<Logger, "error">;
}

/**
 * Turns what a request has thrown into its response. Logs errors that are not the client's fault, and hides
 * their text from it.
 */
export function errorResponse(
  error: unknown,
  request: Request,
  { cors, logger }: ErrorResponseOptions,
): Response {
  return toResponse(errorParts(error, request, logger), request, cors);
}

function errorParts(error: unknown, request: Request, logger: ErrorResponseOptions["logger"]): ResponseParts {
  if (error instanceof HttpError) return partsOf(error.code, error.message);
  if (error instanceof StreamError && statusByCode[error.code] < 500) {
    return partsOf(error.code, error.message, headersOf(error), bodyDetailsOf(error));
  }
  logFailure(error, request, logger);
  return partsOf(codeOf(error), "the server cannot do this now");
}

/** Logs an error unless the client can be told of it, the client has gone, or the store is being closed. */
export function logFailure(error: unknown, request: Request, logger: ErrorResponseOptions["logger"]): void {
  const code = codeOf(error);
  if (statusByCode[code] < 500 || code === "STORE_CLOSED" || request.signal.aborted) return;
  logger.error(`electron-durable-streams: ${request.method} failed`, error);
}

function codeOf(error: unknown): StreamErrorCode {
  return error instanceof StreamError ? error.code : "STORE_FAILED";
}

function partsOf(
  code: HttpErrorCode,
  message: string,
  headers: HeaderFields = {},
  details?: StreamErrorDetails,
): ResponseParts {
  return {
    status: statusByCode[code],
    headers: {
      ...headers,
      "Content-Type": "application/json",
      "Cache-Control": "no-store",
      ...(code === "METHOD_NOT_ALLOWED" && { Allow: allowedMethods }),
      ...(code === "UNSUPPORTED_ENCODING" && { "Accept-Encoding": acceptedEncodings }),
      ...(code === "UNAUTHORIZED" && { "WWW-Authenticate": "Bearer" }),
    },
    body: errorBody(code, message, details),
  };
}

/** What no header can say. */
function bodyDetailsOf({ code, details }: StreamError): StreamErrorDetails | undefined {
  return code === "INVALID" ? details : undefined;
}

/** Clients act on these headers, not on the message (PROTOCOL.md, sections 5.2 and 5.2.1). */
function headersOf({ code, details }: StreamError): HeaderFields {
  if (code === "CLOSED") {
    return { [headerNames.closed]: "true", ...detail(headerNames.nextOffset, details["tailOffset"]) };
  }
  if (code === "OFFSET_CONFLICT") {
    const { tailOffset } = details;
    return typeof tailOffset === "string" ? tailHeaders(tailOffset) : {};
  }
  if (code === "PRODUCER_FENCED") return detail(headerNames.producerEpoch, details["epoch"]);
  if (code !== "PRODUCER_GAP") return {};
  return {
    ...detail(headerNames.producerExpectedSeq, details["expectedSeq"]),
    ...detail(headerNames.producerReceivedSeq, details["receivedSeq"]),
  };
}

function detail(name: string, value: StreamErrorDetails[string] | undefined): HeaderFields {
  return typeof value === "string" || typeof value === "number" ? { [name]: String(value) } : {};
}

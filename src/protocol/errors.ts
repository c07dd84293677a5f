/**
 * Every error code with the HTTP status it becomes (the one table).
 * Codes are stable: they are the same in Node, over IPC and over HTTP, and nobody has to parse a text.
 */
export const httpStatusByCode = {
  BAD_REQUEST: 400,
  WEBHOOK_URL_REJECTED: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  PRODUCER_FENCED: 403,
  NOT_FOUND: 404,
  EXISTS: 409,
  SEQ_CONFLICT: 409,
  CLOSED: 409,
  CONTENT_TYPE_MISMATCH: 409,
  SOURCE_DELETED: 409,
  PRODUCER_GAP: 409,
  FENCED: 409,
  ALREADY_CLAIMED: 409,
  NO_PENDING_WORK: 409,
  INVALID_OFFSET: 409,
  GONE: 410,
  TOO_LARGE: 413,
  TOO_MANY: 429,
  STORE_FAILED: 500,
  STORE_CORRUPT: 500,
  STORE_NEWER: 500,
  STORE_CLOSED: 503,
  STORE_LOCKED: 503,
  STORE_READ_ONLY: 503,
  DISCONNECTED: 503,
  DISK_FULL: 507,
} as const;

export type StreamErrorCode = keyof typeof httpStatusByCode;

/** What goes with a code, for example `{ earliestOffset }` with `GONE`. Plain data: it crosses processes. */
export type StreamErrorDetails = Readonly<Record<string, string | number | boolean>>;

/** How an error travels: as data, in an answer, never as an exception across a process. */
export interface WireError {
  readonly code: StreamErrorCode;
  readonly message: string;
  readonly details?: StreamErrorDetails;
}

/** The only error that this package's operations reject with. Branch on `code`, show `message`. */
export class StreamError extends Error {
  override readonly name = "StreamError";
  readonly code: StreamErrorCode;
  readonly details: StreamErrorDetails;

  constructor(code: StreamErrorCode, message: string, details: StreamErrorDetails = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }

  toWire(): WireError {
    return { code: this.code, message: this.message, details: this.details };
  }

  static fromWire(error: WireError): StreamError {
    return new StreamError(error.code, error.message, error.details);
  }
}

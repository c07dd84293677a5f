/**
 * Every error code and the HTTP status that it maps to. Codes are stable, and the same in Node, over IPC and over HTTP:
 * branch on the code, never on the message.
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
  INPUT_CHANGED: 409,
  GONE: 410,
  OFFSET_CONFLICT: 412,
  TOO_LARGE: 413,
  INVALID: 422,
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

/** A fact about an error; `null` for something that is not there. */
export type StreamErrorDetail =
  | string
  | number
  | boolean
  | null
  | readonly StreamErrorDetail[]
  | StreamErrorDetails;

/**
 * Facts about an error, for example `{ earliestOffset }` with `GONE` or `{ have, wanted }` with `EXISTS`. Plain data that
 * survives the way to another process.
 */
export interface StreamErrorDetails {
  readonly [name: string]: StreamErrorDetail;
}

/** An error as it is sent to another process. */
export interface WireError {
  readonly code: StreamErrorCode;
  readonly message: string;
  readonly details?: StreamErrorDetails;
  /** The text for windows, where it differs. */
  readonly publicMessage?: string;
}

/** The body of an HTTP response to a request that failed. */
export function errorBody(code: string, message: string, details?: StreamErrorDetails): string {
  return JSON.stringify({ error: { code, message, ...(details && { details }) } });
}

/** Marks the errors of every copy of this module. */
const brand: unique symbol = Symbol.for("electron-durable-streams:error");

/**
 * The error that all operations of this package reject with. Branch on `code`; show `message` to people. Logs show both:
 * `StreamError [NOT_FOUND]: stream "notes" does not exist`.
 */
export class StreamError extends Error {
  override readonly name = "StreamError";
  readonly code: StreamErrorCode;
  /** Empty where the code says it all. */
  readonly details: StreamErrorDetails;
  /** @internal The text for windows: without paths of this machine, which may name its user. */
  declare readonly publicMessage: string;

  /** `publicMessage` is the same as `message` by default. */
  constructor(
    code: StreamErrorCode,
    message: string,
    details: StreamErrorDetails = {},
    publicMessage: string = message,
  ) {
    super(message);
    this.code = code;
    this.details = details;
    // Not enumerable: logs would show the text twice.
    Object.defineProperty(this, "publicMessage", { value: publicMessage });
    showCodeInStack(this);
  }

  override toString(): string {
    return `${this.name} [${this.code}]: ${this.message}`;
  }

  /** @internal The error about a file or folder, whose path only this machine's processes learn. */
  static ofFile(code: StreamErrorCode, text: string, path: string, details: StreamErrorDetails): StreamError {
    return new StreamError(code, `${text}: ${path}`, details, text);
  }

  /** @internal */
  get [brand](): true {
    return true;
  }

  /** Recognizes the errors of all copies of this package: a page or an app may have loaded two. */
  static override [Symbol.hasInstance](value: unknown): value is StreamError {
    return typeof value === "object" && value !== null && brand in value;
  }

  /** The error as plain data. */
  toWire(): WireError {
    const { code, message, details, publicMessage } = this;
    return { code, message, details, ...(publicMessage !== message && { publicMessage }) };
  }

  /** The error that another process sent. */
  static fromWire(error: WireError): StreamError {
    return new StreamError(error.code, error.message, error.details, error.publicMessage);
  }
}

const firstFrame = "\n    at ";

/**
 * Puts the code into the first line of the stack, which is what logs show. The engine would write `name` there, which some tell
 * errors apart by. Written when it is read: many errors are handled without a look at their stack. In an engine whose stacks have no such line they stay as they are.
 */
function showCodeInStack(error: StreamError): void {
  const { captureStackTrace } = Error as { captureStackTrace?: (target: object, above: unknown) => void };
  if (!captureStackTrace) return;
  const captured: { readonly stack?: string } = {};
  captureStackTrace(captured, StreamError);
  if (!captured.stack?.includes(firstFrame)) return;
  let stack: string | undefined;
  Object.defineProperty(error, "stack", {
    configurable: true,
    get: () => (stack ??= String(error) + framesIn(captured.stack)),
    set(given: string) {
      stack = given;
    },
  });
}

function framesIn(stack = ""): string {
  const start = stack.indexOf(firstFrame);
  return start === -1 ? "" : stack.slice(start);
}

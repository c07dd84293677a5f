import { StreamError } from "../../protocol/errors.ts";
import { declaredBodyBytes } from "../request/content-length.ts";

/** Needs no budget: a connection has one request at a time, and connections are limited. */
const smallBytes = 64 * 1024;

export interface BodyBudgetOptions {
  /** Of one body: a larger one is refused elsewhere, and one of unknown or encoded size counts as this much. */
  readonly maxBodyBytes: number;
  /** Of all bodies together. */
  readonly maxBodiesBytes: number;
}

/** Limits the memory of request bodies: each is buffered as a whole. */
export class BodyBudget {
  readonly #maxBodyBytes: number;
  readonly #maxBodiesBytes: number;
  #reserved = 0;

  constructor({ maxBodyBytes, maxBodiesBytes }: BodyBudgetOptions) {
    this.#maxBodyBytes = maxBodyBytes;
    this.#maxBodiesBytes = maxBodiesBytes;
  }

  /**
   * Returns the number of bytes to release when the request has been handled.
   *
   * @throws StreamError `TOO_MANY`
   */
  reserve(headers: Headers): number {
    const bytes = Math.min(this.#maxBodyBytes, decodedBytes(headers) ?? this.#maxBodyBytes);
    if (bytes <= smallBytes) return 0;
    if (this.#reserved > 0 && this.#reserved + bytes > this.#maxBodiesBytes)
      throw new StreamError("TOO_MANY", "the server is receiving too many large bodies: retry later");
    this.#reserved += bytes;
    return bytes;
  }

  release(bytes: number): void {
    this.#reserved -= bytes;
  }
}

/** Undefined if it is not known: the declared size of an encoded body is what it has on the way. */
function decodedBytes(headers: Headers): number | undefined {
  const declared = declaredBodyBytes(headers);
  return declared === 0 || !headers.has("content-encoding") ? declared : undefined;
}

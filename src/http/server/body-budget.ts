import { StreamError } from "../../protocol/errors.ts";
import { decodedBytesAtMost } from "../request/content-encoding.ts";

/** Needs no budget: a connection has one request at a time, and connections are limited. */
const smallBytes = 64 * 1024;

export interface BodyBudgetOptions {
  /** Of one body: a larger one is refused elsewhere, and one of unknown size counts as this much. */
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
    const bytes = Math.min(this.#maxBodyBytes, decodedBytesAtMost(headers) ?? this.#maxBodyBytes);
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

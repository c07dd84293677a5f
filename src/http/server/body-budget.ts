import { StreamError } from "../../protocol/errors.ts";
import { declaredBodyBytes } from "../request/content-length.ts";

/** Needs no budget: a connection has one request at a time, and connections are limited. */
const smallBytes = 64 * 1024;
/** What a body without a declared size reserves at first. */
const unknownBytes = 10 * 1024 * 1024;

export interface BodyBudgetOptions {
  /** Of one body: a larger one is refused elsewhere. */
  readonly maxBodyBytes: number;
  /** Of all bodies together. */
  readonly maxBodiesBytes: number;
}

/** Limits the memory of request bodies: each is buffered as a whole. */
export class BodyBudget {
  readonly #maxBodyBytes: number;
  readonly #maxBodiesBytes: number;
  /** By request. */
  readonly #reserved = new Map<Request, number>();
  #bytes = 0;

  constructor({ maxBodyBytes, maxBodiesBytes }: BodyBudgetOptions) {
    this.#maxBodyBytes = maxBodyBytes;
    this.#maxBodiesBytes = maxBodiesBytes;
  }

  /**
   * Reserves the size of the request's body until it is released.
   *
   * @throws StreamError `TOO_MANY`
   */
  reserve(request: Request): void {
    const bytes = Math.min(this.#maxBodyBytes, declaredBodyBytes(request.headers) ?? unknownBytes);
    if (bytes > smallBytes) this.grow(request, bytes);
  }

  /**
   * Reserves more if the body turns out to be larger than what is reserved for it, also when it is decoded.
   *
   * @throws StreamError `TOO_MANY`
   */
  grow(request: Request, bytes: number): void {
    const reserved = this.#reserved.get(request) ?? 0;
    if (bytes <= Math.max(smallBytes, reserved)) return;
    const others = this.#bytes - reserved;
    if (others > 0 && others + bytes > this.#maxBodiesBytes)
      throw new StreamError("TOO_MANY", "the server is receiving too many large bodies: retry later");
    this.#reserved.set(request, bytes);
    this.#bytes = others + bytes;
  }

  /** The request has been handled. */
  release(request: Request): void {
    const reserved = this.#reserved.get(request);
    if (reserved === undefined) return;
    this.#reserved.delete(request);
    this.#bytes -= reserved;
  }
}

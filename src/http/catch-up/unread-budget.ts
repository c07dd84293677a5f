import { StreamError } from "../../protocol/errors.ts";
import { Condition } from "../../waiting/condition.ts";

/** Size of a page while there is capacity. Larger ones are no faster, and more memory waits to be collected. */
const maxPageBytes = 256 * 1024;
/** Size of a page when clients leave much unread: 1,000 connections hold 64 MiB. */
const minPageBytes = 64 * 1024;
/** A page takes at most this part of the capacity that is left. */
const pagesPerCapacity = 16;
const defaultMaxBytes = 256 * 1024 * 1024;

/**
 * Limits the memory of what clients have not read yet of their responses. Pages get smaller as it fills. When it is full, new
 * reads are refused, and those under way wait for others: a client that reads nothing is disconnected after a while.
 */
export class UnreadBudget {
  readonly #maxBytes: number;
  readonly #released = new Condition();
  #bytes = 0;

  constructor(maxBytes = defaultMaxBytes) {
    this.#maxBytes = maxBytes;
  }

  /** The bytes that clients have not read. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The size of the next page of any response. A larger message is a page of its own. */
  get pageBytes(): number {
    const capacity = (this.#maxBytes - this.#bytes) / pagesPerCapacity;
    return Math.floor(Math.min(maxPageBytes, Math.max(minPageBytes, capacity)));
  }

  /** @throws StreamError `TOO_MANY` */
  assertHasCapacity(): void {
    if (this.#bytes < this.#maxBytes) return;
    throw new StreamError("TOO_MANY", "clients have too many unread responses: retry later");
  }

  async waitForCapacity(): Promise<void> {
    while (this.#bytes >= this.#maxBytes) await this.#released.wait();
  }

  reserve(bytes: number): void {
    this.#bytes += bytes;
  }

  release(bytes: number): void {
    this.#bytes -= bytes;
    this.#released.wake();
  }
}

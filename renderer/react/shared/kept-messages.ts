import type { StreamMessage } from "../../../src/protocol/stream.ts";

/** Messages of a stream that is being read are shown once there are so many, and then each time their number has doubled. */
const firstShown = 1000;

/** The messages that a view shows. Each version of the list is an array of its own, which never changes. */
export class KeptMessages {
  readonly #max: number;
  readonly #messages: StreamMessage[] = [];
  /** The number of messages in the latest version of the list. */
  #shown = 0;
  /** Messages that it does not have. */
  #added = 0;

  constructor(max = Infinity) {
    this.#max = max;
  }

  /**
   * Adds a page. Returns a new version of the list, or undefined while more pages follow at once: copying the list for each
   * page would take a time that grows with the square of its length.
   */
  add(page: readonly StreamMessage[], isUpToDate: boolean): readonly StreamMessage[] | undefined {
    for (const message of page) this.#messages.push(message);
    this.#added += page.length;
    if (this.#added === 0) return undefined;
    if (!isUpToDate && this.#added < Math.max(firstShown, this.#shown)) return undefined;
    return this.all();
  }

  /** A new version of the list, with everything that was added. */
  all(): readonly StreamMessage[] {
    if (this.#messages.length > this.#max) this.#messages.splice(0, this.#messages.length - this.#max);
    this.#shown = this.#messages.length;
    this.#added = 0;
    return this.#messages.slice();
  }
}

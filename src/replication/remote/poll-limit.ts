import type { Timing } from "../timing.ts";

/** Longer than the usual servers hold a long-poll, in milliseconds. One that holds it longer is asked again meanwhile. */
const longestMs = 40_000;
/** What a response may take longer than the server's usual hold. */
const graceMs = 5000;

/**
 * How long a long-poll may stay without a response, in milliseconds, until its connection counts as dead: a little longer
 * than this server holds one, as far as it has shown.
 */
export class PollLimit {
  readonly #timing: Timing;
  ms = longestMs;

  constructor(timing: Timing) {
    this.#timing = timing;
  }

  /** A long-poll that was sent at `sentAt` has been answered. Only one without messages took the server's whole hold. */
  answered({ status }: Response, sentAt: number): void {
    if (status !== 204) return;
    const heldMs = this.#timing.now() - sentAt;
    this.ms = Math.min(longestMs, heldMs * 1.25 + graceMs);
  }
}

import { STREAM_CLOSED_HEADER } from "@durable-streams/client";
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
  /** A long-poll has reached the limit, and no request has been answered since. */
  #isReached = false;
  ms = longestMs;

  constructor(timing: Timing) {
    this.#timing = timing;
  }

  /** A long-poll that was sent at `sentAt` has been answered. Only one without messages may have taken the server's hold. */
  pollAnswered({ status, headers }: Response, sentAt: number): void {
    this.#isReached = false;
    if (status !== 204 || headers.has(STREAM_CLOSED_HEADER)) return;
    const heldMs = this.#timing.now() - sentAt;
    this.ms = Math.min(longestMs, heldMs * 1.25 + graceMs);
  }

  reached(): void {
    this.#isReached = true;
  }

  /**
   * Another request has been answered. If a long-poll was given up before, the server is there: the limit may be too short,
   * because the hold it was taken from was cut short when the server was shut down.
   */
  answered(): void {
    if (!this.#isReached) return;
    this.#isReached = false;
    this.ms = Math.min(longestMs, this.ms * 2);
  }
}

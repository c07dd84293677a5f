import type { StreamError } from "../../../src/protocol/errors.ts";

/**
 * `"loading"` until everything that is stored has arrived, `"live"` while further changes follow, `"closed"` at the end of a
 * closed stream, `"failed"` after an error.
 */
export type FollowStatus = "loading" | "live" | "closed" | "failed";

/** What the state of each hook has in common. */
export interface FollowState {
  readonly status: FollowStatus;
  /**
   * Why nothing follows, with the status `"failed"`: `NOT_FOUND`, for example. What has arrived before stays. A lost connection
   * is no error: it is restored, without gaps or repeats.
   */
  readonly error: StreamError | undefined;
  /** Tries again after an error, from where it stopped. Stays the same function, and does nothing without an error. */
  readonly retry: () => void;
}

export const nothingYet: FollowState = { status: "loading", error: undefined, retry() {} };

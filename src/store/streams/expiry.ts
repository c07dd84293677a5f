import type { StoreContext } from "../context.ts";
import type { StreamState } from "./stream.ts";

/** The last moment that a `Date` can hold; numbers go on for a bit. */
const lastDate = 8_640_000_000_000_000;

/** Whether the stream has reached its deadline: from that millisecond on nobody can see it. */
export function isExpired({ options, live }: StoreContext, state: StreamState): boolean {
  if (state.deadline === undefined) return false;
  const now = options.now();
  if (state.ttlSeconds !== undefined) {
    const latest = now + state.ttlSeconds * 1000;
    // A live reader keeps its stream alive (PROTOCOL.md, section 5.1).
    if (live.of(state.path) > 0 || state.deadline > latest) restart(state, latest, options.expiryGraceMs);
    else state.aheadSince = undefined;
  }
  return now >= state.deadline;
}

/** The deadline of a stream that is created at `now`. */
export function firstDeadline(now: number, ttlSeconds?: number, expiresAt?: number): number | undefined {
  return expiresAt ?? (ttlSeconds === undefined ? undefined : now + ttlSeconds * 1000);
}

/** The deadline as it can be seen: never further away than the time to live, whatever the clock did. */
export function visibleDeadline(now: number, { deadline, ttlSeconds }: StreamState): number | undefined {
  if (deadline === undefined || ttlSeconds === undefined) return deadline;
  return Math.min(deadline, now + ttlSeconds * 1000, lastDate);
}

/**
 * Restarts the countdown of a stream with a sliding time to live. The new deadline is in memory at once
 * and on disk with the next commit, a second later at the most: a read is no write.
 */
export function slideDeadline({ options, commit }: StoreContext, state: StreamState): void {
  if (state.ttlSeconds === undefined || options.readOnly) return;
  restart(state, options.now() + state.ttlSeconds * 1000, options.expiryGraceMs);
  commit.touched(state);
}

/**
 * A deadline beyond `latest` says that the clock was set back. Should it come back, the deadline is right again, and an
 * earlier one would have passed: it stays until the clock has been back for a grace of running time.
 */
function restart(state: StreamState, latest: number, graceMs: number): void {
  if (state.deadline !== undefined && state.deadline > latest) {
    const now = performance.now();
    state.aheadSince ??= now;
    if (now - state.aheadSince < graceMs) return;
  }
  state.deadline = latest;
  state.aheadSince = undefined;
}

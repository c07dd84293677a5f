import type { StoreContext } from "./store-context.ts";
import type { StreamState } from "./stream-state.ts";

/** Whether the stream has reached its deadline: from that millisecond on nobody can see it. */
export function isExpired({ options, live }: StoreContext, state: StreamState): boolean {
  if (state.deadline === undefined) return false;
  const now = options.now();
  if (state.ttlSeconds !== undefined) {
    const latest = now + state.ttlSeconds * 1000;
    // A live reader keeps its stream alive (PROTOCOL.md, section 5.1); and when the clock was set back,
    // nothing lives longer than its time to live from now.
    if (live.of(state.path) > 0 || state.deadline > latest) state.deadline = latest;
  }
  return now >= state.deadline;
}

/** The deadline of a stream that is created at `now`. */
export function firstDeadline(now: number, ttlSeconds?: number, expiresAt?: number): number | undefined {
  return expiresAt ?? (ttlSeconds === undefined ? undefined : now + ttlSeconds * 1000);
}

/**
 * Restarts the countdown of a stream with a sliding time to live. The new deadline is in memory at once
 * and on disk with the next commit, a second later at the most: a read is no write.
 */
export function slideDeadline({ options, commit }: StoreContext, state: StreamState): void {
  if (state.ttlSeconds === undefined || options.readOnly) return;
  state.deadline = options.now() + state.ttlSeconds * 1000;
  commit.touched(state);
}

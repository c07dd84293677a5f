import { isTooEarly } from "../clock/store-clock.ts";
import type { StoreContext } from "../context.ts";
import type { ChangeRecorder } from "./change-recorder.ts";
import type { ReadonlyStream, Stream } from "./stream.ts";

/** The last moment that a `Date` can hold; numbers go on a little further. */
const lastDate = 8_640_000_000_000_000;

/**
 * Whether the stream has reached its deadline: from that millisecond on it is invisible. A live reader keeps a stream with
 * a sliding deadline alive (PROTOCOL.md, section 5.1).
 *
 * @param now milliseconds since the epoch
 * @param live the live readers of each stream
 */
export function isExpiredAt(
  stream: ReadonlyStream,
  now: number,
  live: { of(path: string): number },
): boolean {
  const { deadline, ttlSeconds, path } = stream;
  if (deadline === undefined || now < deadline) return false;
  return !ttlSeconds || (live.of(path) === 0 && !isCountedFrom1970(stream, now));
}

/**
 * Whether the countdown was restarted last by a clock that stood in 1970, and is right at `now`: how much of it has passed is
 * unknown, so it restarts.
 */
export function isCountedFrom1970(
  { deadline, ttlSeconds }: Pick<ReadonlyStream, "deadline" | "ttlSeconds">,
  now: number,
): boolean {
  if (deadline === undefined || !ttlSeconds) return false;
  return isTooEarly(deadline - ttlSeconds * 1000) && !isTooEarly(now);
}

/** The deadline of a stream that is created at `now`. */
export function firstDeadline(now: number, ttlSeconds?: number, expiresAt?: number): number | undefined {
  return expiresAt ?? (ttlSeconds === undefined ? undefined : now + ttlSeconds * 1000);
}

/** The deadline as users see it: never further away than the time to live, whatever the clock did. */
export function visibleDeadline(
  { clock, live }: Pick<StoreContext, "clock" | "live">,
  stream: ReadonlyStream,
): number | undefined {
  const { deadline, ttlSeconds, path } = stream;
  if (deadline === undefined || ttlSeconds === undefined) return deadline;
  const now = clock.now();
  const latest = now + ttlSeconds * 1000;
  const isRestarted = live.of(path) > 0 || isCountedFrom1970(stream, now);
  return Math.min(isRestarted ? latest : deadline, latest, lastDate);
}

/**
 * Restarts the countdown of a stream with a sliding time to live. The new deadline is in memory at once, and on disk with
 * the next commit: for a read, which is not a write, within a second.
 */
export function slideDeadline(
  { clock }: Pick<StoreContext, "clock">,
  stream: Stream,
  recorder: ChangeRecorder,
): void {
  const { deadline, ttlSeconds } = stream;
  if (ttlSeconds === undefined || deadline === undefined) return;
  const now = clock.now();
  const latest = now + ttlSeconds * 1000;
  // In 1970, a deadline of that time says that the countdown restarts once the clock is right.
  const believed = isTooEarly(now) ? latest : clock.believedDeadline({ stream, deadline, latest });
  stream.slideTo(Math.max(latest, believed));
  recorder.changed(stream);
}

/** Shortens a deadline that was set by a clock that was ahead, and restarts a countdown that began in 1970. */
export function correctDeadline(
  { clock }: Pick<StoreContext, "clock">,
  stream: Stream,
  now: number,
  recorder: ChangeRecorder,
): void {
  const { deadline, ttlSeconds } = stream;
  if (ttlSeconds === undefined || deadline === undefined) return;
  const latest = now + ttlSeconds * 1000;
  const believed = isCountedFrom1970(stream, now)
    ? latest
    : clock.believedDeadline({ stream, deadline, latest });
  if (believed === deadline) return;
  stream.slideTo(believed);
  recorder.changed(stream);
}

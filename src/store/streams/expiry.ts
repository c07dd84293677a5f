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
  { deadline, ttlSeconds, path }: ReadonlyStream,
  now: number,
  live: { of(path: string): number },
): boolean {
  if (deadline === undefined || now < deadline) return false;
  return !ttlSeconds || live.of(path) === 0;
}

/** The deadline of a stream that is created at `now`. */
export function firstDeadline(now: number, ttlSeconds?: number, expiresAt?: number): number | undefined {
  return expiresAt ?? (ttlSeconds === undefined ? undefined : now + ttlSeconds * 1000);
}

/** The deadline as users see it: never further away than the time to live, whatever the clock did. */
export function visibleDeadline(
  { clock, live }: Pick<StoreContext, "clock" | "live">,
  { deadline, ttlSeconds, path }: ReadonlyStream,
): number | undefined {
  if (deadline === undefined || ttlSeconds === undefined) return deadline;
  const latest = clock.now() + ttlSeconds * 1000;
  return Math.min(live.of(path) > 0 ? latest : deadline, latest, lastDate);
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
  const latest = clock.now() + ttlSeconds * 1000;
  stream.slideTo(Math.max(latest, clock.believedDeadline({ stream, deadline, latest })));
  recorder.changed(stream);
}

/** Shortens a deadline that was set by a clock that was ahead. */
export function shortenDeadline(
  { clock }: Pick<StoreContext, "clock">,
  stream: Stream,
  now: number,
  recorder: ChangeRecorder,
): void {
  const { deadline, ttlSeconds } = stream;
  if (ttlSeconds === undefined || deadline === undefined) return;
  const believed = clock.believedDeadline({ stream, deadline, latest: now + ttlSeconds * 1000 });
  if (believed === deadline) return;
  stream.slideTo(believed);
  recorder.changed(stream);
}

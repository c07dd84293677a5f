import { StreamError } from "../../protocol/errors.ts";
import { assertStreamPath } from "../../protocol/stream-path.ts";
import type { StoreContext } from "../context.ts";
import type { ChangeRecorder } from "./change-recorder.ts";
import { correctDeadline, isExpiredAt } from "./expiry.ts";
import { agedFloor, raiseFloor } from "./retention.ts";
import type { ReadonlyStream, Stream } from "./stream.ts";

type Parts = Pick<StoreContext, "catalog" | "clock" | "commit" | "live" | "log" | "replicas">;

/**
 * Applies what time has done to a stream, once for each operation: drops messages that are too old, and corrects a deadline
 * of a clock that was wrong. Returns false if the stream has expired.
 */
export function settle(context: Parts, stream: Stream, now: number, recorder: ChangeRecorder): boolean {
  if (isExpiredAt(stream, now, context.live)) return false;
  correctDeadline(context, stream, now, recorder);
  raiseFloor(context, stream, agedFloor(context, stream), recorder);
  return true;
}

/**
 * The stream at a path that came from outside, settled.
 *
 * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE` (deleted, and kept for its forks), `STORE_CLOSED`
 */
export function settleAndRequire(context: Parts, path: string, recorder: ChangeRecorder): Stream {
  context.commit.assertOpen();
  assertPath(context, path);
  return assertThere(path, settleAndFind(context, path, recorder));
}

/** The same for a path that is known to be valid; also finds a deleted stream that its forks keep. */
export function settleAndFind(context: Parts, path: string, recorder: ChangeRecorder): Stream | undefined {
  const stream = context.catalog.find(path);
  if (!stream || isTimeless(stream)) return stream;
  return settle(context, stream, context.clock.now(), recorder) ? stream : undefined;
}

/** The stream at a path as it was last settled, unless it has expired; also a deleted one that its forks keep. */
export function findUnexpired(
  { catalog, clock, live }: Pick<Parts, "catalog" | "clock" | "live">,
  path: string,
): ReadonlyStream | undefined {
  const stream = catalog.find(path);
  if (!stream || isTimeless(stream)) return stream;
  return isExpiredAt(stream, clock.now(), live) ? undefined : stream;
}

/** Most streams neither expire nor age: spares them asking for the time. */
function isTimeless({ deadline, retention }: ReadonlyStream): boolean {
  return deadline === undefined && retention?.maxAgeMs === undefined;
}

/** @throws StreamError `GONE` (deleted, and kept for its forks), `NOT_FOUND` */
export function assertThere<S extends ReadonlyStream>(path: string, stream: S | undefined): S {
  if (!stream) throw new StreamError("NOT_FOUND", `stream ${JSON.stringify(path)} does not exist`);
  if (!stream.deleted) return stream;
  throw new StreamError("GONE", `stream ${JSON.stringify(path)} was deleted; only its forks can be read`);
}

/**
 * A path that came from outside. One whose stream is held was valid when that stream was created.
 *
 * @throws StreamError `BAD_REQUEST`
 */
export function assertPath({ catalog }: Pick<Parts, "catalog">, path: string): void {
  if (!catalog.holds(path)) assertStreamPath(path);
}

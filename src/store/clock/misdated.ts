import type { WriteTransaction } from "../commit/write-transaction.ts";
import type { StoreContext } from "../context.ts";
import { appendedAt, segments } from "../streams/lineage/lineage.ts";
import { positionAtTime } from "../streams/lineage/time-search.ts";
import type { ReadonlyStream } from "../streams/stream.ts";

type Parts = Pick<StoreContext, "catalog" | "clock" | "log">;

/** In one step: some milliseconds. */
const rowsPerStep = 500;
const bytesPerStep = 1024 * 1024;

/**
 * Whether the newest messages have times of a clock that ran ahead and was set right. Times never decrease within a stream,
 * so later messages would have such times as well, and none of them would ever become too old.
 */
export function isMisdated(context: Parts, stream: ReadonlyStream): boolean {
  if (stream.tail === stream.floor) return false;
  return context.clock.isFromWrongClock(stream.lastAppendedAt ?? appendedAt(context, stream, stream.tail));
}

/**
 * Sets the times of such messages, also of those that belong to the sources of a fork, to now: when they were appended is
 * unknown, and this keeps them longest. Oldest first and a step at a time, so that times never decrease in between. Returns
 * whether there is more to do.
 *
 * The transaction is not used but shows that this writes.
 */
export function correctTimes(
  context: Parts,
  stream: ReadonlyStream,
  _transaction: WriteTransaction,
): boolean {
  if (!isMisdated(context, stream)) return false;
  const now = context.clock.now();
  const from = positionAtTime(context, stream, now + 1);
  for (const segment of segments(context, stream, from, stream.tail)) {
    const upto = context.log.redate(segment, now, rowsPerStep, bytesPerStep);
    context.catalog.byId(segment.streamId)?.forgetTime();
    context.catalog.byId(stream.id)?.forgetTime();
    return upto < stream.tail;
  }
  return false;
}

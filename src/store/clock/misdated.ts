import type { WriteTransaction } from "../commit/write-transaction.ts";
import type { StoreContext } from "../context.ts";
import type { MessageRange } from "../messages/range.ts";
import { appendedAt, segments } from "../streams/lineage/lineage.ts";
import { positionAtTime } from "../streams/lineage/time-search.ts";
import { isUnseen, type ReadonlyStream } from "../streams/stream.ts";
import { earliestTime, isTooEarly } from "./store-clock.ts";

type Parts = Pick<StoreContext, "catalog" | "clock" | "log">;

/** In one step: some milliseconds. A row has a message at least. */
const rowsPerStep = 500;
const bytesPerStep = 1024 * 1024;

/**
 * Whether the newest messages have times of a clock that ran ahead and was set right. Times never decrease within a stream,
 * so later messages would have such times as well, and none of them would ever become too old.
 */
export function isMisdated(context: Parts, stream: ReadonlyStream): boolean {
  if (stream.tail === stream.floor) return false;
  return isAhead(context, stream) || isDatedTooEarly(context, appendedAt(context, stream, stream.floor + 1));
}

/** Whether a message has a time of 1970 while the clock is right: it would be too old at once. */
export function isDatedTooEarly({ clock }: Pick<Parts, "clock">, time: number): boolean {
  return isTooEarly(time) && !isTooEarly(clock.now());
}

function isAhead(context: Parts, stream: ReadonlyStream): boolean {
  return context.clock.isFromWrongClock(stream.lastAppendedAt ?? appendedAt(context, stream, stream.tail));
}

/**
 * Corrects the times of such messages, and of those of 1970, a step at a time. Returns whether there is more to do.
 *
 * The transaction is not used but shows that this writes.
 */
export function correctTimes(
  context: Parts,
  stream: ReadonlyStream,
  _transaction: WriteTransaction,
): boolean {
  if (stream.tail === stream.floor) return false;
  return correctLateTimes(context, stream) || correctEarlyTimes(context, stream);
}

/**
 * Sets the times of such messages, also of those that belong to the sources of a fork, to now: when they were appended is
 * unknown, and this keeps them longest. Oldest first and a step at a time, so that times never decrease in between. Returns
 * whether there is more to do.
 */
function correctLateTimes(context: Parts, stream: ReadonlyStream): boolean {
  if (!isAhead(context, stream)) return false;
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

/**
 * Sets the times of messages of 1970 to that of the first one after them, or to now. Newest first, so that times never decrease
 * in between. Returns whether there is more to do.
 */
function correctEarlyTimes(context: Parts, stream: ReadonlyStream): boolean {
  const { catalog, clock, log } = context;
  if (!isDatedTooEarly(context, appendedAt(context, stream, stream.floor + 1))) return false;
  const upto = positionAtTime(context, stream, earliestTime);
  const [last] = [...segments(context, stream, stream.floor, upto)].slice(-1);
  if (!last) return false;
  const owner = catalog.byId(last.streamId);
  if (owner && owner.id !== stream.id && continuesIn1970(context, owner, last.upto)) {
    correctEarlyTimes(context, owner);
    return true;
  }
  const time =
    upto < stream.tail ? Math.min(clock.now(), appendedAt(context, stream, upto + 1)) : clock.now();
  const from = lastStep(context, { ...last, upto });
  log.redate({ streamId: last.streamId, from, upto }, time, rowsPerStep, Number.POSITIVE_INFINITY);
  owner?.forgetTime();
  catalog.byId(stream.id)?.forgetTime();
  return from > stream.floor;
}

/** Whether the source of a fork has more messages of 1970, which are corrected before those that the fork shows. */
function continuesIn1970(context: Parts, source: ReadonlyStream, position: number): boolean {
  const next = Math.max(position, source.floor) + 1;
  return !isUnseen(source) && next <= source.tail && isTooEarly(appendedAt(context, source, next));
}

/** Where the last messages of a range begin that one step can rewrite. */
function lastStep({ log }: Parts, { streamId, from, upto }: MessageRange): number {
  const low = Math.max(from, upto - rowsPerStep);
  const lengths = log.lengths({ streamId, from: low, upto });
  let bytes = 0;
  let first = upto;
  while (first > low && (bytes === 0 || bytes + lengths[first - low - 1]! <= bytesPerStep))
    bytes += lengths[first-- - low - 1]!;
  return first;
}

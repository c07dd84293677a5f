import type { Retention } from "../../protocol/stream.ts";
import type { StoreContext } from "../context.ts";
import { isDatedTooEarly } from "../clock/misdated.ts";
import type { ChangeRecorder } from "./change-recorder.ts";
import { appendedAt, bytesOf, segments } from "./lineage/lineage.ts";
import { isUnseen, type ReadonlyStream, type Stream } from "./stream.ts";
import { positionAtTime } from "./lineage/time-search.ts";

type Parts = Pick<StoreContext, "catalog" | "clock" | "log" | "replicas">;

/** The most messages whose bytes are counted in one go: some milliseconds. */
const maxCountedAtOnce = 50_000;

/** The retention with its names in one order, so that two of them can be compared; undefined if it limits nothing. */
export function normalRetention(retention: Retention | undefined): Retention | undefined {
  if (!retention) return undefined;
  const { maxAgeMs, maxBytes, maxMessages, afterReplicated } = retention;
  const normal = {
    ...(maxAgeMs !== undefined && { maxAgeMs }),
    ...(maxBytes !== undefined && { maxBytes }),
    ...(maxMessages !== undefined && { maxMessages }),
    ...(afterReplicated && { afterReplicated }),
  };
  return Object.keys(normal).length === 0 ? undefined : normal;
}

/** The floor at which a stream is within its `maxAgeMs`, or a step on the way there. */
export function agedFloor(context: Parts, stream: ReadonlyStream): number {
  const maxAgeMs = stream.retention?.maxAgeMs;
  // A stream that only forks see has lost the messages that no fork needs: how old they were is unknown.
  if (maxAgeMs === undefined || stream.floor === stream.tail || isUnseen(stream)) return stream.floor;
  return stepTowards(stream, floorForAge(context, stream, maxAgeMs, droppableUpto(context, stream)));
}

/** The floor at which a stream is within its `maxMessages` and `maxBytes`; the newest message stays. */
export function surplusFloor(context: Parts, stream: ReadonlyStream): number {
  const { maxMessages, maxBytes } = stream.retention ?? {};
  const hasTooMany = maxMessages !== undefined && stream.tail - stream.floor > maxMessages;
  const isTooLarge = maxBytes !== undefined && stream.bytes > maxBytes;
  if (!hasTooMany && !isTooLarge) return stream.floor;
  const upto = droppableUpto(context, stream);
  return Math.max(
    hasTooMany ? floorForCount(stream, maxMessages, upto) : stream.floor,
    isTooLarge ? floorForBytes(context, stream, maxBytes, upto) : stream.floor,
  );
}

/** The floor after a replica has acknowledged more. Without another limit, everything that all replicas have may be dropped. */
export function replicatedFloor(context: Parts, stream: ReadonlyStream): number {
  const { retention } = stream;
  if (!retention?.afterReplicated) return stream.floor;
  return isReplicatedOnly(retention) ? droppableUpto(context, stream) : surplusFloor(context, stream);
}

/**
 * The floor at which a stream is within another retention, or a step of some milliseconds on the way there: it is within once
 * this is its floor. The newest message stays, unless it is too old, or replicated and there is no other limit.
 */
export function floorTowards(context: Parts, stream: ReadonlyStream, retention: Retention): number {
  const { maxAgeMs, maxBytes, maxMessages } = retention;
  const upto = droppableUpto(context, stream, retention);
  const floor = Math.max(
    stream.floor,
    isReplicatedOnly(retention) ? upto : 0,
    maxMessages === undefined ? 0 : floorForCount(stream, maxMessages, upto),
    maxAgeMs === undefined ? 0 : floorForAge(context, stream, maxAgeMs, upto),
    maxBytes === undefined ? 0 : floorForBytes(context, stream, maxBytes, upto, maxCountedAtOnce),
  );
  return stepTowards(stream, floor);
}

/** Moves the floor up: the messages below it are unreadable at once, and deleted by maintenance later. */
export function raiseFloor(context: Parts, stream: Stream, floor: number, recorder: ChangeRecorder): void {
  if (floor <= stream.floor) return;
  const isMoreDropped = floor - stream.floor > stream.tail - floor;
  const bytes = isMoreDropped
    ? bytesOf(context, stream, floor, stream.tail)
    : stream.bytes - bytesOf(context, stream, stream.floor, floor);
  stream.raiseFloor(floor, bytes);
  recorder.unreadable(stream.id, floor);
  reviewAncestors(context, stream, recorder);
  recorder.changed(stream);
}

/** Queues the fork's ancestors for review: they may have kept dropped messages only for this fork. */
export function reviewAncestors(
  { catalog }: Pick<Parts, "catalog">,
  stream: ReadonlyStream,
  recorder: ChangeRecorder,
): void {
  for (let { fork } = stream; fork; fork = catalog.byId(fork.source)?.fork)
    recorder.unreadable(fork.source, 0);
}

function isReplicatedOnly({ afterReplicated, maxAgeMs, maxBytes, maxMessages }: Retention): boolean {
  return afterReplicated === true && (maxAgeMs ?? maxBytes ?? maxMessages) === undefined;
}

/** The highest position that a retention may drop: with `afterReplicated`, what every replica has. */
function droppableUpto({ replicas }: Parts, stream: ReadonlyStream, retention = stream.retention): number {
  return retention?.afterReplicated ? Math.min(replicas.leastPosition(stream.id), stream.tail) : stream.tail;
}

function floorForCount({ tail }: ReadonlyStream, maxMessages: number, droppable: number): number {
  return Math.min(droppable, tail - maxMessages);
}

function floorForAge(context: Parts, stream: ReadonlyStream, maxAgeMs: number, droppable: number): number {
  const { floor } = stream;
  if (floor >= droppable) return floor;
  const oldest = context.clock.believedNow() - maxAgeMs;
  // In most streams nothing is too old, which the first message shows. One of 1970 gets another time first.
  const first = appendedAt(context, stream, floor + 1);
  if (first > oldest || isDatedTooEarly(context, first)) return floor;
  return positionAtTime(context, stream, oldest + 1, floor + 1, droppable);
}

/** Counts at most `limit` messages, and a few more. */
function floorForBytes(
  context: Parts,
  stream: ReadonlyStream,
  maxBytes: number,
  droppable: number,
  limit = Number.POSITIVE_INFINITY,
): number {
  let surplus = stream.bytes - maxBytes;
  let floor = stream.floor;
  for (const { streamId, upto } of segments(context, stream, floor, Math.min(droppable, stream.tail - 1))) {
    while (surplus > 0 && floor < upto && floor - stream.floor < limit) {
      const chunk = { streamId, from: floor, upto: Math.min(upto, floor + 1000) };
      for (const length of context.log.lengths(chunk)) {
        if (surplus <= 0) break;
        surplus -= length;
        floor++;
      }
    }
  }
  return floor;
}

/** Raising a floor counts what is dropped or what is kept. Where both are long, the rest is dropped by the next step. */
function stepTowards(stream: ReadonlyStream, floor: number): number {
  const counted = Math.min(floor - stream.floor, stream.tail - floor);
  return counted > maxCountedAtOnce ? stream.floor + maxCountedAtOnce : floor;
}

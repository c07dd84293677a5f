import type { Timeline, TimelineBucket, TimelineOptions } from "../../protocol/inspection/timeline.ts";
import { StreamError } from "../../protocol/errors.ts";
import { checkOptions, isWholeNumber } from "../check-options.ts";
import { bytesOf, offsetAt } from "../streams/lineage/lineage.ts";
import { settleAndRequire } from "../streams/settle.ts";
import type { ReadonlyStream } from "../streams/stream.ts";
import type { InspectionContext } from "./context.ts";
import { firstAppendAt, lastAppendAt } from "./times.ts";
import { positionAtTime } from "../streams/lineage/time-search.ts";
import { nextTurn } from "../turns.ts";

const defaultBuckets = 200;
const maxBuckets = 1000;
/** The bytes of more messages are estimated from samples. */
const maxCounted = 100_000;
/** Messages whose bytes are counted in one turn of the event loop. */
const countedPerTurn = 5000;
/** The samples of a bucket: so many groups of consecutive messages, spread evenly. */
const sampleGroups = 8;
const groupMessages = 32;
/** Finding the end of a bucket takes some thirty queries, each of which may read from the disk. */
const bucketsPerTurn = 4;

/** Up to the last date that JavaScript supports. */
const isTime = isWholeNumber(0, 8_640_000_000_000_000);

export async function timeline(
  context: InspectionContext,
  path: string,
  options: TimelineOptions = {},
): Promise<Timeline> {
  checkOptions("timeline", options, { buckets: isWholeNumber(1, maxBuckets), from: isTime, to: isTime });
  const { from, to } = rangeOf(context, path, options);
  const count = Math.min(options.buckets ?? defaultBuckets, to - from);
  const edges = Array.from({ length: count + 1 }, (_, i) => from + Math.round(((to - from) * i) / count));
  const found = await positionsAt(context, path, edges);
  const bytesEstimated = found[count]! - found[0]! > maxCounted;
  const buckets: TimelineBucket[] = [];
  for (let i = 0; i < count; i++) {
    if (i % bucketsPerTurn === bucketsPerTurn - 1) await nextTurn();
    const first = found[i]!;
    const end = found[i + 1]!;
    const bytes = await (bytesEstimated ? estimated : counted)(context, path, first, end);
    const offset = inStream(context, path, (stream) =>
      offsetAt(context.store, stream, Math.max(first, stream.floor)),
    );
    buckets.push({ start: edges[i]!, messages: end - first, bytes, offset });
  }
  return { from, to, buckets, bytesEstimated };
}

/** Finds the stream again in each turn: it may have been trimmed, deleted or replaced since the last one. */
function inStream<T>({ store }: InspectionContext, path: string, read: (stream: ReadonlyStream) => T): T {
  return store.snapshot(() => read(settleAndRequire(store, path, store.readEffects)));
}

function rangeOf(context: InspectionContext, path: string, options: TimelineOptions) {
  const { store } = context;
  return inStream(context, path, (stream) => {
    const from = options.from ?? firstAppendAt(store, stream) ?? stream.createdAt;
    const to = options.to ?? Math.max(from, lastAppendAt(store, stream) ?? from) + 1;
    if (to > from) return { from, to };
    throw new StreamError("BAD_REQUEST", "timeline: to must be after from");
  });
}

/** The position of each edge. Each search starts where the one before it ended. */
async function positionsAt(
  context: InspectionContext,
  path: string,
  edges: readonly number[],
): Promise<number[]> {
  const { store } = context;
  const found: number[] = [];
  let tail: number | undefined;
  for (let first = 0; first < edges.length; first += bucketsPerTurn) {
    inStream(context, path, (stream) => {
      tail ??= stream.tail;
      for (const time of edges.slice(first, first + bucketsPerTurn)) {
        const low = Math.max(stream.floor, found[found.length - 1] ?? 0);
        found.push(Math.max(low, positionAtTime(store, stream, time, low, Math.max(low, tail))));
      }
    });
    await nextTurn();
  }
  return found;
}

async function counted(
  context: InspectionContext,
  path: string,
  from: number,
  upto: number,
): Promise<number> {
  let bytes = 0;
  for (let position = from; position < upto; position += countedPerTurn) {
    if (position > from) await nextTurn();
    bytes += bytesBetween(context, path, position, Math.min(upto, position + countedPerTurn));
  }
  return bytes;
}

/** The average of the samples, times the number of messages. */
async function estimated(
  context: InspectionContext,
  path: string,
  from: number,
  upto: number,
): Promise<number> {
  if (upto - from <= sampleGroups * groupMessages) return bytesBetween(context, path, from, upto);
  let bytes = 0;
  for (let group = 0; group < sampleGroups; group++) {
    const start = from + Math.floor(((upto - from - groupMessages) * group) / (sampleGroups - 1));
    bytes += bytesBetween(context, path, start, start + groupMessages);
  }
  return Math.round((bytes * (upto - from)) / (sampleGroups * groupMessages));
}

function bytesBetween(context: InspectionContext, path: string, from: number, upto: number): number {
  return inStream(context, path, (stream) =>
    bytesOf(context.store, stream, Math.max(from, stream.floor), upto),
  );
}

import { setImmediate as nextTurn } from "node:timers/promises";
import type { Timeline, TimelineBucket, TimelineOptions } from "../../protocol/inspection/timeline.ts";
import { StreamError } from "../../protocol/errors.ts";
import { checkOptions, isWholeNumber } from "../check-options.ts";
import { bytesOf, offsetAt } from "../streams/lineage/lineage.ts";
import { settleAndRequire } from "../streams/settle.ts";
import type { InspectionContext } from "./context.ts";
import { firstAppendAt, lastAppendAt } from "./times.ts";
import { positionAtTime } from "../streams/lineage/time-search.ts";

const defaultBuckets = 200;
const maxBuckets = 1000;
/** More messages than that are counted on samples. */
const maxCounted = 100_000;
/** Bytes of so many messages are counted in one turn of the event loop. */
const countedPerTurn = 5000;
/** Samples of a bucket: runs of messages side by side, spread evenly. */
const runs = 8;
const runMessages = 32;
/** Each takes some thirty looks, and where the file is not in memory each look is a read from the disk. */
const bucketsPerTurn = 4;

/** The last date that JavaScript knows. */
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

/** Each look at the stream is a new one: it may have been trimmed, or be gone, since the last turn. */
function inStream<T>(
  { store }: InspectionContext,
  path: string,
  look: (stream: ReturnType<typeof settleAndRequire>) => T,
): T {
  return store.snapshot(() => look(settleAndRequire(store, path, store.readEffects)));
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

/** Of each edge: where it lies among the messages, each search going on where the one before has ended. */
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
    bytes += bytesWithin(context, path, position, Math.min(upto, position + countedPerTurn));
  }
  return bytes;
}

/** The mean of some of them, times their number. */
async function estimated(
  context: InspectionContext,
  path: string,
  from: number,
  upto: number,
): Promise<number> {
  if (upto - from <= runs * runMessages) return bytesWithin(context, path, from, upto);
  let bytes = 0;
  for (let run = 0; run < runs; run++) {
    const start = from + Math.floor(((upto - from - runMessages) * run) / (runs - 1));
    bytes += bytesWithin(context, path, start, start + runMessages);
  }
  return Math.round((bytes * (upto - from)) / (runs * runMessages));
}

function bytesWithin(context: InspectionContext, path: string, from: number, upto: number): number {
  return inStream(context, path, (stream) =>
    bytesOf(context.store, stream, Math.max(from, stream.floor), upto),
  );
}

import { StreamError } from "../../protocol/errors.ts";
import { startOffset, type Offset } from "../../protocol/offset.ts";
import type { PackedPage } from "../../protocol/packed-page.ts";
import type { FollowOptions, ReadOptions } from "../../protocol/stream.ts";
import { checkOptions, isWholeNumber, type OptionCheck } from "../check-options.ts";
import { slideDeadline } from "../streams/expiry.ts";
import { offsetAt } from "../streams/lineage/lineage.ts";
import { resolvePosition } from "../streams/lineage/resolve-position.ts";
import { positionAtTime } from "../streams/lineage/time-search.ts";
import { readPage, startOfPage } from "../messages/page.ts";
import type { StoreContext } from "../context.ts";
import { settleAndRequire } from "../streams/settle.ts";
import type { ReadonlyStream, Stream } from "../streams/stream.ts";

const isOffsetText: OptionCheck = [(value) => typeof value === "string", "an offset"];
export const followOptionChecks = {
  offset: isOffsetText,
  last: isWholeNumber(0),
  since: [(value) => value instanceof Date && !Number.isNaN(value.getTime()), "a valid Date"],
  limitBytes: isWholeNumber(1),
  limitMessages: isWholeNumber(1),
} satisfies Record<keyof FollowOptions, OptionCheck>;
const readOptionChecks = {
  ...followOptionChecks,
  before: isOffsetText,
} satisfies Record<keyof ReadOptions, OptionCheck>;
const positionNames = ["offset", "last", "since", "before"] as const;

/**
 * A page of messages from an offset on, in one buffer (PROTOCOL.md, section 5.6). A page at the tail is empty. Restarts the
 * stream's TTL.
 *
 * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`; `GONE` if retention has dropped the messages at the offset, or the offset
 *   belongs to a deleted stream of the same path (both with `details.earliestOffset`), or the stream was deleted and only its
 *   forks remain
 */
export async function readPacked(
  context: StoreContext,
  path: string,
  options?: ReadOptions,
): Promise<PackedPage> {
  return context.snapshot(() => readFirstPage(context, path, options));
}

/** The same inside of a snapshot. */
export function readFirstPage(context: StoreContext, path: string, options: ReadOptions = {}): PackedPage {
  checkOptions("read", options, readOptionChecks);
  assertOnePosition("read", options);
  const stream = settleAndRequire(context, path, context.readEffects);
  return options.before === undefined
    ? pageAt(context, stream, startFor(context, stream, options), options)
    : pageBefore(context, stream, options.before, options);
}

/** @throws StreamError `BAD_REQUEST` */
export function assertOnePosition(what: string, options: ReadOptions): void {
  const given = positionNames.filter((name) => options[name] !== undefined);
  if (given.length < 2) return;
  throw new StreamError("BAD_REQUEST", `${what}: pass ${given.join(" or ")}, not both`);
}

function startFor(
  context: StoreContext,
  stream: ReadonlyStream,
  { offset = startOffset, last, since }: FollowOptions,
): number {
  if (last !== undefined) return Math.max(stream.floor, stream.tail - last);
  if (since !== undefined) return positionAtTime(context, stream, since.getTime());
  return resolvePosition(context, stream, offset);
}

function pageBefore(context: StoreContext, stream: Stream, before: Offset, options: ReadOptions): PackedPage {
  const end = resolvePosition(context, stream, before);
  const start = startOfPage(context, stream, end, options);
  return pageAt(context, stream, start, { ...options, limitMessages: end - start });
}

/**
 * The page after another one, or undefined if nothing has changed since.
 *
 * @throws StreamError `NOT_FOUND`, `GONE`
 */
export function readNextPage(
  context: StoreContext,
  path: string,
  { streamId, position, lengths, nextOffset, closed }: PackedPage,
  limits: Pick<ReadOptions, "limitBytes" | "limitMessages">,
): PackedPage | undefined {
  const stream = settleAndRequire(context, path, context.readEffects);
  const next = position + lengths.length;
  // The position came from this stream: resolving the offset is needed only if the stream was replaced or trimmed since.
  const isReadable = stream.id === streamId && next >= stream.floor;
  if (isReadable && next === stream.tail && closed === stream.closed) return undefined;
  return isReadable
    ? pageAt(context, stream, next, limits, nextOffset)
    : pageAt(context, stream, resolvePosition(context, stream, nextOffset), limits);
}

function pageAt(
  context: Pick<StoreContext, "catalog" | "clock" | "log" | "readEffects">,
  stream: Stream,
  position: number,
  limits: Pick<ReadOptions, "limitBytes" | "limitMessages">,
  previousOffset = offsetAt(context, stream, position),
): PackedPage {
  slideDeadline(context, stream, context.readEffects);
  const page = readPage(context, stream, position, limits);
  const next = position + page.lengths.length;
  const nextOffset = offsetAt(context, stream, next);
  const upToDate = next === stream.tail;
  return {
    json: stream.json,
    ...page,
    streamId: stream.id,
    position,
    previousOffset,
    nextOffset,
    tailOffset: upToDate ? nextOffset : offsetAt(context, stream, stream.tail),
    upToDate,
    closed: stream.closed,
  };
}

import { StreamError } from "../../protocol/errors.ts";
import { nowOffset, parseOffset, startOffset } from "../../protocol/offset.ts";
import type { PackedPage } from "../../protocol/packed-page.ts";
import type { ReadOptions } from "../../protocol/stream.ts";
import { checkOptions, isWholeNumber, type OptionCheck } from "../check-options.ts";
import { slideDeadline } from "../streams/expiry.ts";
import { offsetAt, ownerOf } from "../streams/lineage/lineage.ts";
import { readPage } from "../messages/page.ts";
import type { StoreContext } from "../context.ts";
import { settleAndRequire } from "../streams/settle.ts";
import type { ReadonlyStream, Stream } from "../streams/stream.ts";

export const readOptionChecks = {
  offset: [(value) => typeof value === "string", "an offset"],
  limitBytes: isWholeNumber(1),
  limitMessages: isWholeNumber(1),
} satisfies Record<keyof ReadOptions, OptionCheck>;

/**
 * A page of messages from an offset on, as one buffer (PROTOCOL.md, section 5.6). At the tail it is
 * empty. Restarts the stream's time to live.
 *
 * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE` (below the retention floor, with
 *   `details.earliestOffset`; or an offset of a stream that was deleted and created again)
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
  const stream = settleAndRequire(context, path, context.readEffects);
  return pageAt(context, stream, resolvePosition(context, stream, options.offset ?? startOffset), options);
}

/**
 * The page after another one, or undefined where nothing new is there.
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
  // It is one of this stream's own, so only what is not as it was needs a closer look.
  const isThere = stream.id === streamId && next >= stream.floor;
  if (isThere && next === stream.tail && closed === stream.closed) return undefined;
  return pageAt(context, stream, isThere ? next : resolvePosition(context, stream, nextOffset), limits);
}

function pageAt(
  context: StoreContext,
  stream: Stream,
  position: number,
  limits: Pick<ReadOptions, "limitBytes" | "limitMessages">,
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
    nextOffset,
    tailOffset: upToDate ? nextOffset : offsetAt(context, stream, stream.tail),
    upToDate,
    closed: stream.closed,
  };
}

/**
 * The position that an offset stands for in a stream.
 *
 * @throws StreamError `BAD_REQUEST`, `GONE`
 */
export function resolvePosition(context: StoreContext, stream: ReadonlyStream, offset: string): number {
  if (offset === startOffset) return stream.floor;
  if (offset === nowOffset) return stream.tail;
  const { streamId, position } = parseOffset(offset);
  if (streamId > stream.id || (streamId === stream.id && position > stream.tail)) {
    throw new StreamError("BAD_REQUEST", "the offset is beyond the end of the stream", {
      tailOffset: offsetAt(context, stream, stream.tail),
    });
  }
  // A stream's own id stands for any of its positions, also one that a fork has from its source.
  const isOwn =
    streamId === stream.id || streamId === ownerOf(context, stream, Math.min(position, stream.tail)).id;
  if (!isOwn || position > stream.tail) {
    throw gone(context, stream, "the offset is not of this stream: it was deleted and created again");
  }
  if (position < stream.floor) {
    throw gone(context, stream, "the stream's retention has dropped the messages at this offset");
  }
  return position;
}

function gone(context: StoreContext, stream: ReadonlyStream, message: string): StreamError {
  return new StreamError("GONE", message, { earliestOffset: offsetAt(context, stream, stream.floor) });
}

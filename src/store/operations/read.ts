import { startOffset } from "../../protocol/offset.ts";
import type { PackedPage } from "../../protocol/packed-page.ts";
import type { ReadOptions } from "../../protocol/stream.ts";
import { checkOptions, isWholeNumber, type OptionCheck } from "../check-options.ts";
import { slideDeadline } from "../streams/expiry.ts";
import { offsetAt } from "../streams/lineage/lineage.ts";
import { resolvePosition } from "../streams/lineage/resolve-position.ts";
import { readPage } from "../messages/page.ts";
import type { StoreContext } from "../context.ts";
import { settleAndRequire } from "../streams/settle.ts";
import type { Stream } from "../streams/stream.ts";

export const readOptionChecks = {
  offset: [(value) => typeof value === "string", "an offset"],
  limitBytes: isWholeNumber(1),
  limitMessages: isWholeNumber(1),
} satisfies Record<keyof ReadOptions, OptionCheck>;

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
  const stream = settleAndRequire(context, path, context.readEffects);
  return pageAt(context, stream, resolvePosition(context, stream, options.offset ?? startOffset), options);
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
  return pageAt(context, stream, isReadable ? next : resolvePosition(context, stream, nextOffset), limits);
}

function pageAt(
  context: Pick<StoreContext, "catalog" | "clock" | "log" | "readEffects">,
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

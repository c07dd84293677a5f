import { StreamError } from "../../protocol/errors.ts";
import { nowOffset, parseOffset, startOffset } from "../../protocol/offset.ts";
import type { PackedPage } from "../../protocol/packed-page.ts";
import type { ReadOptions } from "../../protocol/stream.ts";
import { checkOptions, isWholeNumber, type OptionCheck } from "../check-options.ts";
import { slideDeadline } from "../streams/expiry.ts";
import { offsetAt, ownerOf } from "../streams/lineage.ts";
import { readPage } from "../messages/page.ts";
import { requireStream, type StoreContext } from "../context.ts";
import type { StreamState } from "../streams/stream.ts";

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
export function readPacked(context: StoreContext, path: string, options: ReadOptions = {}): PackedPage {
  checkOptions("read", options, readOptionChecks);
  const state = requireStream(context, path);
  return pageAt(context, state, resolvePosition(context, state, options.offset ?? startOffset), options);
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
  const state = requireStream(context, path);
  const next = position + lengths.length;
  // It is one of this stream's own, so only what is not as it was needs a closer look.
  const isThere = state.id === streamId && next >= state.floor;
  if (isThere && next === state.tail && closed === state.closed) return undefined;
  return pageAt(context, state, isThere ? next : resolvePosition(context, state, nextOffset), limits);
}

function pageAt(
  context: StoreContext,
  state: StreamState,
  position: number,
  limits: Pick<ReadOptions, "limitBytes" | "limitMessages">,
): PackedPage {
  slideDeadline(context, state);
  const page = readPage(context, state, position, limits);
  const next = position + page.lengths.length;
  const nextOffset = offsetAt(context, state, next);
  const upToDate = next === state.tail;
  return {
    json: state.json,
    ...page,
    streamId: state.id,
    position,
    nextOffset,
    tailOffset: upToDate ? nextOffset : offsetAt(context, state, state.tail),
    upToDate,
    closed: state.closed,
  };
}

/**
 * The position that an offset stands for in a stream.
 *
 * @throws StreamError `BAD_REQUEST`, `GONE`
 */
export function resolvePosition(context: StoreContext, state: StreamState, offset: string): number {
  if (offset === startOffset) return state.floor;
  if (offset === nowOffset) return state.tail;
  const { streamId, position } = parseOffset(offset);
  if (streamId > state.id || (streamId === state.id && position > state.tail)) {
    throw new StreamError("BAD_REQUEST", "the offset is beyond the end of the stream", {
      tailOffset: offsetAt(context, state, state.tail),
    });
  }
  // A stream's own id stands for any of its positions, also one that a fork has from its source.
  const isOwn =
    streamId === state.id || streamId === ownerOf(context, state, Math.min(position, state.tail)).id;
  if (!isOwn || position > state.tail) {
    throw gone(context, state, "the offset is not of this stream: it was deleted and created again");
  }
  if (position < state.floor) {
    throw gone(context, state, "the stream's retention has dropped the messages at this offset");
  }
  return position;
}

function gone(context: StoreContext, state: StreamState, message: string): StreamError {
  return new StreamError("GONE", message, { earliestOffset: offsetAt(context, state, state.floor) });
}

import { StreamError } from "../../protocol/errors.ts";
import { formatOffset, nowOffset, parseOffset, startOffset } from "../../protocol/offset.ts";
import type { PackedPage } from "../../protocol/packed-page.ts";
import type { ReadOptions } from "../../protocol/stream.ts";
import { checkOptions, isWholeNumber } from "../check-options.ts";
import { slideDeadline } from "../expiry.ts";
import { missing } from "../message-log.ts";
import { requireStream, type StoreContext } from "../store-context.ts";
import type { StreamState } from "../stream-state.ts";

const defaultLimitBytes = 1024 * 1024;
const defaultLimitMessages = 1000;
/** A page is built in memory: larger limits are lowered to these, and the reader simply asks again. */
const maxLimitBytes = 64 * 1024 * 1024;
const maxLimitMessages = 100_000;

/**
 * A page of messages from an offset on, as one buffer (PROTOCOL.md, section 5.6). At the tail it is
 * empty. Restarts the stream's time to live.
 *
 * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE` (below the retention floor, with
 *   `details.earliestOffset`; or an offset of a stream that was deleted and created again)
 */
export function readPacked(context: StoreContext, path: string, options: ReadOptions = {}): PackedPage {
  checkReadOptions("read", options);
  const state = requireStream(context, path);
  const position = resolvePosition(state, options.offset ?? startOffset);
  slideDeadline(context, state);
  const lengths = pageLengths(context, state, position, options);
  const next = position + lengths.length;
  return {
    json: state.json,
    data: lengths.length === 0 ? new Uint8Array() : context.log.join(state.id, position, next, state.json),
    lengths: Uint32Array.from(lengths),
    streamId: state.id,
    position,
    nextOffset: formatOffset(state.id, next),
    tailOffset: formatOffset(state.id, state.tail),
    upToDate: next === state.tail,
    closed: state.closed,
  };
}

/** How many messages fit, by their lengths; the first one always does. */
function pageLengths(
  { log }: StoreContext,
  state: StreamState,
  position: number,
  options: ReadOptions,
): number[] {
  const limitMessages = Math.min(options.limitMessages ?? defaultLimitMessages, maxLimitMessages);
  const wanted = Math.min(limitMessages, state.tail - position);
  if (wanted === 0) return [];
  const lengths = log.lengths(state.id, position, state.tail, wanted);
  if (lengths.length !== wanted) throw missing(state.id, position + lengths.length + 1);
  let left = Math.min(options.limitBytes ?? defaultLimitBytes, maxLimitBytes);
  const surplus = lengths.findIndex((length, i) => (left -= length) < 0 && i > 0);
  return surplus === -1 ? lengths : lengths.slice(0, surplus);
}

function resolvePosition(state: StreamState, offset: string): number {
  if (offset === startOffset) return state.floor;
  if (offset === nowOffset) return state.tail;
  const { streamId, position } = parseOffset(offset);
  const earliestOffset = formatOffset(state.id, state.floor);
  if (streamId < state.id) {
    throw new StreamError("GONE", "the offset is not of this stream: it was deleted and created again", {
      earliestOffset,
    });
  }
  if (streamId > state.id || position > state.tail) {
    throw new StreamError("BAD_REQUEST", "the offset is beyond the end of the stream", {
      tailOffset: formatOffset(state.id, state.tail),
    });
  }
  if (position < state.floor) {
    throw new StreamError("GONE", "the stream's retention has dropped the messages at this offset", {
      earliestOffset,
    });
  }
  return position;
}

/** @throws StreamError `BAD_REQUEST` */
export function checkReadOptions(what: string, options: ReadOptions): void {
  checkOptions(what, options, {
    offset: [(value) => typeof value === "string", "an offset"],
    limitBytes: isWholeNumber(1),
    limitMessages: isWholeNumber(1),
  });
}

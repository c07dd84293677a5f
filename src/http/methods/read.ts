import { StreamError } from "../../protocol/errors.ts";
import { startOffset, type Offset } from "../../protocol/offset.ts";
import { catchUp } from "../catch-up/catch-up.ts";
import type { ReadOptions } from "../../protocol/stream.ts";
import { timeIn } from "../request/headers.ts";
import { wholeNumberIn } from "../request/query.ts";
import type { ResponseParts } from "../response/response-parts.ts";
import { longPoll } from "../live/long-poll.ts";
import { followWithEvents } from "../live/sse.ts";
import type { StreamRequest } from "../request/stream-request.ts";

/** GET: reads what there is, or reads live (PROTOCOL.md, sections 5.6 to 5.8). */
export async function readStream(streamRequest: StreamRequest): Promise<ResponseParts> {
  const { searchParams } = new URL(streamRequest.request.url);
  const offset = offsetIn(searchParams);
  const extension = positionIn(searchParams);
  if (extension) {
    if (offset !== undefined || searchParams.has("live"))
      throw new StreamError("BAD_REQUEST", "last, since and before cannot be combined with offset or live");
    return catchUp(streamRequest, extension, limitIn(searchParams));
  }
  try {
    return await readFrom(streamRequest, offset, searchParams);
  } catch (error) {
    const tailOffset = tailBefore(error);
    if (tailOffset === undefined) throw error;
    return readAtTail(streamRequest, tailOffset, searchParams);
  }
}

async function readFrom(
  streamRequest: StreamRequest,
  offset: Offset | undefined,
  searchParams: URLSearchParams,
): Promise<ResponseParts> {
  const live = searchParams.get("live");
  if (live === null) return catchUp(streamRequest, { offset: offset ?? startOffset }, limitIn(searchParams));
  if (offset === undefined)
    throw new StreamError(
      "BAD_REQUEST",
      "a live read requires an offset: add offset=-1 for the start, or offset=now for the tail",
    );
  if (live === "long-poll") return longPoll(streamRequest, offset, searchParams.get("cursor"));
  if (live === "sse") return followWithEvents(streamRequest, offset, searchParams.get("cursor"));
  throw new StreamError("BAD_REQUEST", `live must be long-poll or sse, not ${JSON.stringify(live)}`);
}

/**
 * Some clients add one to an offset (the compaction of `y-durable-streams` does). Like other servers, responds at once
 * with nothing and the tail, from where the client continues, instead of refusing an offset of this stream that is beyond it.
 */
function readAtTail(
  streamRequest: StreamRequest,
  tailOffset: Offset,
  searchParams: URLSearchParams,
): Promise<ResponseParts> {
  const cursor = searchParams.get("cursor");
  if (searchParams.get("live") === "sse") return followWithEvents(streamRequest, tailOffset, cursor);
  if (searchParams.get("live") === "long-poll") return longPoll(streamRequest, tailOffset, cursor, false);
  return catchUp(streamRequest, { offset: tailOffset }, undefined);
}

/** The tail of the stream, if the error is that the offset is beyond it. */
function tailBefore(error: unknown): Offset | undefined {
  const isBadRequest = error instanceof StreamError && error.code === "BAD_REQUEST";
  return isBadRequest ? (error.details["tailOffset"] as Offset | undefined) : undefined;
}

/** Leaves the format to the store, which checks it. */
function offsetIn(searchParams: URLSearchParams): Offset | undefined {
  const [offset, ...others] = searchParams.getAll("offset");
  if (others.length > 0) throw new StreamError("BAD_REQUEST", "the query has more than one offset");
  return offset;
}

/** Other positions than an offset. Not part of the protocol: other servers ignore them, and respond from the start. */
function positionIn(searchParams: URLSearchParams): ReadOptions | undefined {
  const last = wholeNumberIn(searchParams, "last", /^(0|[1-9]\d{0,14})$/);
  const before = searchParams.get("before");
  const since = searchParams.get("since");
  const position = {
    ...(last !== undefined && { last }),
    ...(before !== null && { before }),
    ...(since !== null && { since: timeIn("since", since) }),
  };
  return Object.keys(position).length > 0 ? position : undefined;
}

/** Not part of the protocol, which lets servers add query parameters (PROTOCOL.md, section 11). */
function limitIn(searchParams: URLSearchParams): number | undefined {
  return wholeNumberIn(searchParams, "limit", /^[1-9]\d{0,15}$/);
}

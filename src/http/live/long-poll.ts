import type { Offset } from "../../protocol/offset.ts";
import type { PackedPage } from "../../store/index.ts";
import type { ResponseParts } from "../response/response-parts.ts";
import { nextCursor } from "./cursor.ts";
import { etagOf } from "../response/etag.ts";
import { headerNames } from "../request/headers.ts";
import { startLiveRead } from "./live-read.ts";
import { pageBody, pageHeaders, pageLimits } from "../response/page-response.ts";
import type { StreamRequest } from "../request/stream-request.ts";

/** GET with `live=long-poll`: what is there, or the next that comes within a time (PROTOCOL.md, section 5.7). */
export async function longPoll(
  streamRequest: StreamRequest,
  offset: Offset,
  clientCursor: string | null,
): Promise<ResponseParts> {
  const cursor = nextCursor(clientCursor);
  const { first, contentType, read } = await startLiveRead(streamRequest, offset, {
    timeoutMs: streamRequest.options.longPollTimeoutMs,
    limitBytes: pageLimits.limitBytes,
  });
  try {
    if (first.lengths.length > 0) return arrived(first, contentType, cursor);
    if (first.closed) return nothing(first.tailOffset, true, cursor);
    const page = await read.next();
    if (page) return arrived(page, contentType, cursor);
    return nothing(first.tailOffset, !read.isEnded(), cursor);
  } finally {
    read.end();
  }
}

function arrived(page: PackedPage, contentType: string, cursor: string): ResponseParts {
  return {
    headers: {
      ...pageHeaders(page),
      "Content-Type": contentType,
      ETag: etagOf(page),
      [headerNames.cursor]: cursor,
    },
    body: pageBody(page),
  };
}

/** Nothing came in time, or nothing will come any more. */
function nothing(tailOffset: Offset, isClosed: boolean, cursor: string): ResponseParts {
  return {
    status: 204,
    headers: {
      "Cache-Control": "no-store",
      [headerNames.nextOffset]: tailOffset,
      [headerNames.upToDate]: "true",
      ...(isClosed ? { [headerNames.closed]: "true" } : { [headerNames.cursor]: cursor }),
    },
  };
}

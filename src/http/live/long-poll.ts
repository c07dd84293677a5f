import type { Offset } from "../../protocol/offset.ts";
import type { PackedPage } from "../../store/index.ts";
import type { ResponseParts } from "../response/response-parts.ts";
import { nextCursor } from "./cursor.ts";
import { liveCaching, liveNotCached } from "../response/caching.ts";
import { bodyStream } from "../response/body-stream.ts";
import { encodingFor, encodingHeaders, gzipped } from "../response/compression.ts";
import { etagOf } from "../response/etag.ts";
import { headerNames } from "../request/headers.ts";
import { startLiveRead } from "./live-read.ts";
import { pageBody, pageHeaders, pageLimits } from "../response/page-response.ts";
import type { StreamRequest } from "../request/stream-request.ts";

/** GET with `live=long-poll`: reads the page at the offset; if it is empty, waits for one (PROTOCOL.md, section 5.7). */
export async function longPoll(
  streamRequest: StreamRequest,
  offset: Offset,
  clientCursor: string | null,
  waits = true,
): Promise<ResponseParts> {
  const cursor = nextCursor(clientCursor);
  const { first, contentType, read } = await startLiveRead(streamRequest, offset, {
    timeoutMs: streamRequest.options.longPollTimeoutMs,
    limitBytes: pageLimits.limitBytes,
  });
  try {
    if (first.lengths.length > 0 || !waits) return pageParts(streamRequest, first, contentType, cursor);
    if (first.closed) return emptyParts(first.tailOffset, true, cursor);
    const page = await read.next();
    if (page) return pageParts(streamRequest, page, contentType, cursor);
    return emptyParts(first.tailOffset, !read.isEnded(), cursor);
  } finally {
    read.end();
  }
}

function pageParts(
  streamRequest: StreamRequest,
  page: PackedPage,
  contentType: string,
  cursor: string,
): ResponseParts {
  const { storeTag, unread } = streamRequest.options;
  const encoding = encodingFor(streamRequest, contentType, page.data.length);
  const body = pageBody(page);
  return {
    headers: {
      ...pageHeaders(page),
      ...encodingHeaders(streamRequest, liveCaching(streamRequest, page.lengths.length === 0), encoding),
      "Content-Type": contentType,
      ETag: etagOf(page, storeTag, encoding),
      [headerNames.cursor]: cursor,
    },
    body: encoding ? bodyStream(gzipped([body], unread)) : body,
  };
}

/** No message came in time, or the stream is closed. */
function emptyParts(tailOffset: Offset, isClosed: boolean, cursor: string): ResponseParts {
  return {
    status: 204,
    headers: {
      ...liveNotCached,
      [headerNames.nextOffset]: tailOffset,
      [headerNames.upToDate]: "true",
      ...(isClosed ? { [headerNames.closed]: "true" } : { [headerNames.cursor]: cursor }),
    },
  };
}

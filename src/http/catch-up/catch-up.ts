import { nowOffset, type Offset } from "../../protocol/offset.ts";
import type { PackedPage } from "../../store/index.ts";
import type { StreamRequest } from "../request/stream-request.ts";
import { logFailure } from "../response/error-response.ts";
import { pageCaching } from "../response/caching.ts";
import { etagOf, matchesEtag } from "../response/etag.ts";
import { pageBody, pageHeaders } from "../response/page-response.ts";
import type { ResponseParts } from "../response/response-parts.ts";
import { bodyStream } from "./body-stream.ts";
import { bodiesOf, maxPageMessages, pagesTo } from "./pages.ts";

/** A smaller body is sent at once. It needs no budget: a connection has one response, and connections are limited. */
const smallBytes = 64 * 1024;

/**
 * GET without `live`: responds with all messages from the offset to the tail (PROTOCOL.md, section 5.6), or with the first
 * `limit` of them. A response that is larger than a page is streamed: an error after its start breaks the connection.
 */
export async function catchUp(
  streamRequest: StreamRequest,
  offset: Offset,
  limit: number | undefined,
): Promise<ResponseParts> {
  const { request, path, store, options } = streamRequest;
  options.unread.assertRoom();
  const [{ contentType }, first] = await Promise.all([
    store.head(path),
    store.readPacked(path, {
      offset,
      limitBytes: options.unread.pageBytes,
      limitMessages: Math.min(maxPageMessages, limit ?? maxPageMessages),
    }),
  ]);
  const isPage = first.upToDate || limit !== undefined;
  const range = isPage ? first : { ...first, nextOffset: first.tailOffset, upToDate: true };
  const type = { "Content-Type": contentType };
  // Each append moves the tail: the response is not cached and has no ETag (PROTOCOL.md, sections 8 and 10.1).
  if (offset === nowOffset)
    return {
      headers: { ...pageHeaders(range), ...type, "Cache-Control": "no-store" },
      body: pageBody(first),
    };
  const headers = { ...pageHeaders(range), ...pageCaching(streamRequest, first.lengths.length === 0) };
  const etag = etagOf(range, options.storeTag);
  if (matchesEtag(request.headers.get("if-none-match"), etag))
    return { status: 304, headers: { ...headers, ETag: etag } };
  const isSmall = isPage && first.data.length <= smallBytes;
  return {
    headers: { ...headers, ...type, ETag: etag },
    body: isSmall ? pageBody(first) : streamedBody(streamRequest, first, range.nextOffset),
  };
}

function streamedBody(
  { request, path, store, options }: StreamRequest,
  first: PackedPage,
  endOffset: Offset,
): ReadableStream<Uint8Array> {
  const pages = pagesTo(endOffset, first, { store, path, unread: options.unread });
  return bodyStream(logged(bodiesOf(pages, endOffset), request, options));
}

/** The response has started: the client only sees that it breaks off. */
async function* logged(
  bodies: AsyncIterable<Uint8Array<ArrayBuffer>>,
  request: Request,
  { logger }: StreamRequest["options"],
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  try {
    yield* bodies;
  } catch (error) {
    logFailure(error, request, logger);
    throw error;
  }
}

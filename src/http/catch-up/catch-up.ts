import { nowOffset, type Offset } from "../../protocol/offset.ts";
import type { ReadOptions } from "../../protocol/stream.ts";
import type { PackedPage } from "../../store/index.ts";
import type { StreamRequest } from "../request/stream-request.ts";
import { logFailure } from "../response/error-response.ts";
import { pageCaching } from "../response/caching.ts";
import { headerNames } from "../request/headers.ts";
import { encodingFor, encodingHeaders, gzipped, type Encoding } from "../response/compression.ts";
import { etagOf, matchesEtag } from "../response/etag.ts";
import { pageBody, pageHeaders, pageLimits } from "../response/page-response.ts";
import type { HeaderFields, ResponseParts } from "../response/response-parts.ts";
import { bodyStream } from "../response/body-stream.ts";
import { bodiesOf, pagesTo } from "./pages.ts";

/** Read before the response begins: the smaller, the earlier. */
const firstPage = { limitBytes: 64 * 1024, limitMessages: 1000 } as const;

/**
 * GET without `live`: responds with all messages from the offset to the tail (PROTOCOL.md, section 5.6), or with the first
 * `limit` of them. A response that is larger than its first page is streamed: a later error breaks the connection.
 */
export async function catchUp(
  streamRequest: StreamRequest,
  position: ReadOptions,
  limit: number | undefined,
): Promise<ResponseParts> {
  const { request, path, store, options } = streamRequest;
  options.unread.assertHasCapacity();
  const [{ contentType }, first] = await Promise.all([
    store.head(path),
    store.readPacked(path, { ...position, ...limitsOf(position, limit) }),
  ]);
  const isWhole = first.upToDate || limit !== undefined || position.before !== undefined;
  const range = isWhole ? first : { ...first, nextOffset: first.tailOffset, upToDate: true };
  const place = { ...pageHeaders(range), ...previousOf(first, position) };
  const type = { "Content-Type": contentType };
  // Each append moves the tail: the response is not cached and has no ETag (PROTOCOL.md, sections 8 and 10.1).
  if (position.offset === nowOffset || position.before === nowOffset)
    return { headers: { ...place, ...type, "Cache-Control": "no-store" }, body: pageBody(first) };
  const encoding = encodingFor(streamRequest, contentType, isWhole ? first.data.length : Infinity);
  const caching = encodingHeaders(
    streamRequest,
    pageCaching(streamRequest, first.lengths.length === 0 || isMoving(position)),
    encoding,
  );
  const etag = etagOf(range, options.storeTag, encoding);
  const headers = { ...place, ...caching, ETag: etag };
  if (matchesEtag(request.headers.get("if-none-match"), etag)) return { status: 304, headers };
  const isSmall = isWhole && first.data.length <= firstPage.limitBytes && !encoding;
  return {
    headers: { ...headers, ...type },
    body: isSmall ? pageBody(first) : streamedBody(streamRequest, first, range.nextOffset, encoding),
  };
}

/** Whether the response is another one after each append. */
function isMoving({ last, since }: ReadOptions): boolean {
  return last !== undefined || since !== undefined;
}

/** The reads of the protocol start at an offset that the client knows. */
function previousOf({ previousOffset }: PackedPage, { offset }: ReadOptions): HeaderFields {
  return offset === undefined ? { [headerNames.previousOffset]: previousOffset } : {};
}

function limitsOf({ before }: ReadOptions, limit: number | undefined) {
  if (limit === undefined) return before === undefined ? firstPage : { ...pageLimits, limitMessages: 1000 };
  return { ...pageLimits, limitMessages: Math.min(limit, pageLimits.limitMessages) };
}

function streamedBody(
  { request, path, store, options }: StreamRequest,
  first: PackedPage,
  endOffset: Offset,
  encoding: Encoding,
): ReadableStream<Uint8Array> {
  const { unread } = options;
  const bodies = bodiesOf(pagesTo(endOffset, first, { store, path, unread }));
  return bodyStream(logged(encoding ? gzipped(bodies, unread) : bodies, request, options));
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

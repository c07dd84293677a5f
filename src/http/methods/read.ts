import { StreamError } from "../../protocol/errors.ts";
import { nowOffset, startOffset, type Offset } from "../../protocol/offset.ts";
import type { ResponseParts } from "../response/response-parts.ts";
import { etagOf, matchesEtag } from "../response/etag.ts";
import { longPoll } from "../live/long-poll.ts";
import { pageBody, pageHeaders, pageLimits } from "../response/page-response.ts";
import { followWithEvents } from "../live/sse.ts";
import type { StreamRequest } from "../request/stream-request.ts";

/** GET: a page of what is there, or live (PROTOCOL.md, sections 5.6 to 5.8). */
export async function readStream(streamRequest: StreamRequest): Promise<ResponseParts> {
  const { searchParams } = new URL(streamRequest.request.url);
  const offset = offsetIn(searchParams);
  const live = searchParams.get("live");
  if (live === null) return catchUp(streamRequest, offset ?? startOffset);
  if (offset === undefined) throw new StreamError("BAD_REQUEST", "a live read needs an offset");
  if (live === "long-poll") return longPoll(streamRequest, offset, searchParams.get("cursor"));
  if (live === "sse") return followWithEvents(streamRequest, offset, searchParams.get("cursor"));
  throw new StreamError("BAD_REQUEST", "live must be long-poll or sse");
}

async function catchUp({ request, path, store }: StreamRequest, offset: Offset): Promise<ResponseParts> {
  const [{ contentType }, page] = await Promise.all([
    store.head(path),
    store.readPacked(path, { offset, ...pageLimits }),
  ]);
  const headers = pageHeaders(page);
  const type = { "Content-Type": contentType };
  // Where the tail is changes with each append: never cached, and without a tag (sections 8 and 10.1).
  if (offset === nowOffset)
    return { headers: { ...headers, ...type, "Cache-Control": "no-store" }, body: pageBody(page) };
  const etag = etagOf(page);
  if (matchesEtag(request.headers.get("if-none-match"), etag))
    return { status: 304, headers: { ...headers, ETag: etag } };
  return { headers: { ...headers, ...type, ETag: etag }, body: pageBody(page) };
}

/** The offset itself is checked by the store. */
function offsetIn(searchParams: URLSearchParams): Offset | undefined {
  const [offset, ...others] = searchParams.getAll("offset");
  if (others.length > 0) throw new StreamError("BAD_REQUEST", "offset is given more than once");
  return offset;
}

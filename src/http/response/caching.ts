import type { StreamRequest } from "../request/stream-request.ts";
import type { HeaderFields } from "./response-parts.ts";

/**
 * What caches may do with a page (PROTOCOL.md, sections 10.1 and 12.7).
 *
 * The content of a URL changes: the next append extends the page at the tail, retention moves the start, and the stream
 * may be deleted and created again. So a cache asks with the page's ETag before each use, which also has each client's
 * access checked. Only pages of public streams may be reused without a question, as in the protocol; of those, a page
 * without messages changes with the next append.
 */
export function pageCaching(streamRequest: StreamRequest, isEmpty: boolean): HeaderFields {
  if (!isPublic(streamRequest)) return { "Cache-Control": "private, no-cache", Vary: "Authorization" };
  return { "Cache-Control": isEmpty ? "public, no-cache" : "public, max-age=60, stale-while-revalidate=300" };
}

/**
 * The same for a live response, which a proxy must pass on as it comes: to compress it, a proxy would collect it first
 * (RFC 9111, section 5.2.2.6).
 */
export function liveCaching(streamRequest: StreamRequest, isEmpty: boolean): HeaderFields {
  const fields = pageCaching(streamRequest, isEmpty);
  return { ...fields, "Cache-Control": `${fields["Cache-Control"]}, ${passedOnUnchanged}` };
}

const passedOnUnchanged = "no-transform";

/** For a live response that no cache may keep. */
export const liveNotCached = { "Cache-Control": `no-store, ${passedOnUnchanged}` } as const;

/** Events are no page that could be asked for again. nginx collects a response unless told otherwise. */
export function eventCaching(streamRequest: StreamRequest): HeaderFields {
  const audience = isPublic(streamRequest) ? "public" : "private";
  return { "Cache-Control": `${audience}, no-cache, ${passedOnUnchanged}`, "X-Accel-Buffering": "no" };
}

function isPublic({ options, path }: StreamRequest): boolean {
  return options.isPublic?.(path) === true;
}

import type { PackedPage } from "../../store/index.ts";

/**
 * Names the bytes of a page by where they are in the stream, which never changes. Closing the stream
 * changes it, or a 304 would hide the end (PROTOCOL.md, section 10.1).
 */
export function etagOf({ streamId, position, nextOffset, upToDate, closed }: PackedPage): string {
  return `"${streamId}:${position}:${nextOffset}${upToDate && closed ? ":c" : ""}"`;
}

/** Whether an `If-None-Match` header names the tag; weakly, as RFC 9110 (13.1.2) says. */
export function matchesEtag(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false;
  return ifNoneMatch.split(",").some((tag) => ["*", etag, `W/${etag}`].includes(tag.trim()));
}

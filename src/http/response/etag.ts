import type { Encoding } from "./compression.ts";
import type { PackedPage } from "../../store/index.ts";

/**
 * Identifies a page by its position: the bytes of a range never change. A page that ends at the
 * tail has another tag than one that does not, and than one at the end of a closed stream (PROTOCOL.md, section 10.1): a 304
 * takes no header back. `storeTag` distinguishes the stores that the same
 * URLs have led to: each begins with the same stream ids, and so does one that was restored from a backup.
 */
export function etagOf(
  { streamId, position, nextOffset, upToDate, closed }: PackedPage,
  storeTag: string,
  encoding?: Encoding,
): string {
  const end = upToDate ? (closed ? ":c" : ":t") : "";
  // Each encoding has other bytes (RFC 9110, section 8.8.3.3).
  return `"${storeTag}:${streamId}:${position}:${nextOffset}${end}${encoding ? `:${encoding}` : ""}"`;
}

/** Compares weakly, as `If-None-Match` requires (RFC 9110, 13.1.2). */
export function matchesEtag(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false;
  return ifNoneMatch.split(",").some((tag) => ["*", etag, `W/${etag}`].includes(tag.trim()));
}

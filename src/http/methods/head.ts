import type { ResponseParts } from "../response/response-parts.ts";
import { headerNames } from "../request/headers.ts";
import type { StreamRequest } from "../request/stream-request.ts";

/** HEAD: responds with the configuration and tail of a stream; does not reset its TTL (PROTOCOL.md, section 5.5). */
export async function headStream({ path, store }: StreamRequest): Promise<ResponseParts> {
  const { contentType, tailOffset, ttlSeconds, expiresAt, closed } = await store.head(path);
  return {
    headers: {
      "Content-Type": contentType,
      "Cache-Control": "no-store",
      [headerNames.nextOffset]: tailOffset,
      ...(ttlSeconds !== undefined && { [headerNames.ttl]: String(ttlSeconds) }),
      ...(expiresAt && { [headerNames.expiresAt]: expiresAt.toISOString() }),
      ...(closed && { [headerNames.closed]: "true" }),
    },
  };
}

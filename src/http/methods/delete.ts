import type { ResponseParts } from "../response/response-parts.ts";
import type { StreamRequest } from "../request/stream-request.ts";

/** DELETE; the data of a stream with forks stays as long as they need it (PROTOCOL.md, section 5.4). */
export async function deleteStream({ path, store }: StreamRequest): Promise<ResponseParts> {
  await store.delete(path);
  return { status: 204, headers: { "Cache-Control": "no-store" } };
}

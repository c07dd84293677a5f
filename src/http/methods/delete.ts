import type { ResponseParts } from "../response/response-parts.ts";
import type { StreamRequest } from "../request/stream-request.ts";

/** DELETE: deletes a stream; its data stays as long as forks need it (PROTOCOL.md, section 5.4). */
export async function deleteStream({ path, store }: StreamRequest): Promise<ResponseParts> {
  await store.delete(path);
  return { status: 204, headers: { "Cache-Control": "no-store" } };
}

import type { StreamRequest } from "./stream-request.ts";

/** DELETE; the data of a stream with forks stays as long as they need it (PROTOCOL.md, section 5.4). */
export async function deleteStream({ path, store }: StreamRequest): Promise<Response> {
  await store.delete(path);
  return new Response(null, { status: 204, headers: { "Cache-Control": "no-store" } });
}

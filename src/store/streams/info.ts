import type { StreamInfo } from "../../protocol/stream.ts";
import type { StoreContext } from "../context.ts";
import { visibleDeadline } from "./expiry.ts";
import { offsetAt } from "./lineage/lineage.ts";
import type { ReadonlyStream } from "./stream.ts";

/** What callers get to see of a stream: a copy. */
export function toInfo(
  context: Pick<StoreContext, "catalog" | "clock" | "live">,
  stream: ReadonlyStream,
): StreamInfo {
  const { ttlSeconds, expiresAt, retention, fork, seq } = stream;
  const deadline = visibleDeadline(context, stream);
  return {
    id: stream.id,
    path: stream.path,
    contentType: stream.contentType,
    tailOffset: offsetAt(context, stream, stream.tail),
    startOffset: offsetAt(context, stream, stream.floor),
    messageCount: stream.tail - stream.floor,
    byteCount: stream.bytes,
    createdAt: new Date(stream.createdAt),
    ...(ttlSeconds !== undefined && { ttlSeconds }),
    ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt) }),
    ...(deadline !== undefined && { deadline: new Date(deadline) }),
    closed: stream.closed,
    ...(retention && { retention: { ...retention } }),
    ...(fork && { fork: { path: fork.sourcePath, offset: offsetAt(context, stream, fork.position) } }),
    ...(seq !== undefined && { seq }),
  };
}

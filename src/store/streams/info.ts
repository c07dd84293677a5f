import type { StreamInfo } from "../../protocol/stream.ts";
import { visibleDeadline } from "./expiry.ts";
import { offsetAt } from "./lineage.ts";
import type { StoreContext } from "../context.ts";
import type { StreamState } from "./stream.ts";

/** What callers get to see of a stream: a copy. */
export function toInfo(context: StoreContext, state: StreamState): StreamInfo {
  const { ttlSeconds, expiresAt, retention, fork, seq } = state;
  const deadline = visibleDeadline(context.options.now(), state);
  return {
    id: state.id,
    path: state.path,
    contentType: state.contentType,
    tailOffset: offsetAt(context, state, state.tail),
    startOffset: offsetAt(context, state, state.floor),
    messageCount: state.tail - state.floor,
    byteCount: state.bytes,
    createdAt: new Date(state.createdAt),
    ...(ttlSeconds !== undefined && { ttlSeconds }),
    ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt) }),
    ...(deadline !== undefined && { deadline: new Date(deadline) }),
    closed: state.closed,
    ...(retention && { retention: { ...retention } }),
    ...(fork && { fork: { path: fork.sourcePath, offset: offsetAt(context, state, fork.position) } }),
    ...(seq !== undefined && { seq }),
  };
}

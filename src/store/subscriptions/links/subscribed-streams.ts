import { startOffset, type Offset } from "../../../protocol/offset.ts";
import { offsetAt } from "../../streams/lineage/lineage.ts";
import type { StoreContext } from "../../context.ts";
import { findUnexpired } from "../../streams/settle.ts";
import type { ReadonlyStream } from "../../streams/stream.ts";
import type { LinkRow } from "./table.ts";
import type { SubscriptionContext } from "../context.ts";
import type { SubscribedStream, SubscriptionLink } from "../subscription.ts";

type Parts = Pick<StoreContext, "catalog" | "clock" | "live">;

/** The stream at a path, unless it is deleted or expired. */
export function findReadable(store: Parts, path: string): ReadonlyStream | undefined {
  const stream = findUnexpired(store, path);
  return stream?.deleted ? undefined : stream;
}

/** The tail of a stream; `"-1"` if it does not exist, so that all messages of a later one come after it. */
export function tailOf(store: Parts, path: string): Offset {
  const stream = findReadable(store, path);
  return stream ? offsetAt(store, stream, stream.tail) : startOffset;
}

/** All streams of a subscription, as they are now. */
export function subscribedStreams({ store, links }: SubscriptionContext, key: number): SubscribedStream[] {
  return links.all(key).map((link) => {
    const tailOffset = tailOf(store, link.path);
    return { ...toLink(link), tailOffset, hasPending: isBehind(link, tailOffset) };
  });
}

/**
 * Inside a transaction: clears stale pending marks, up to the first link with messages to process. A mark is stale if the
 * stream has expired, or is acked up to its tail.
 */
export function clearStaleMarks({ store, links }: SubscriptionContext, key: number): void {
  for (;;) {
    const link = links.firstPending(key);
    if (!link || isBehind(link, tailOf(store, link.path))) return;
    links.ack(key, link.path, link.ackedOffset, false);
  }
}

export function toLink({ path, explicit, ackedOffset }: LinkRow): SubscriptionLink {
  return { path, linkType: explicit ? "explicit" : "glob", ackedOffset };
}

/** Offsets sort as text, `"-1"` before all others (PROTOCOL.md, section 8). */
function isBehind({ ackedOffset }: LinkRow, tailOffset: Offset): boolean {
  return ackedOffset < tailOffset;
}

import { startOffset, type Offset } from "../../../protocol/offset.ts";
import { offsetAt } from "../../streams/lineage/lineage.ts";
import type { StoreContext } from "../../context.ts";
import { findUnexpired } from "../../streams/settle.ts";
import type { ReadonlyStream } from "../../streams/stream.ts";
import type { LinkRow } from "./table.ts";
import type { SubscriptionContext } from "../context.ts";
import type { SubscribedStream, SubscriptionLink } from "../subscription.ts";

/** The stream at a path, if it can be read. */
export function findReadable(store: StoreContext, path: string): ReadonlyStream | undefined {
  const stream = findUnexpired(store, path);
  return stream?.deleted ? undefined : stream;
}

/** `"-1"` while there is no stream: whatever is appended to a later one comes after it. */
export function tailOf(store: StoreContext, path: string): Offset {
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
 * Inside a transaction: clears the pending marks of links that have nothing to process, up to the first link that has. Their
 * streams have expired, or were acked before this was their tail.
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

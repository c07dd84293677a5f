import { startOffset, type Offset } from "../../../protocol/offset.ts";
import { offsetAt } from "../../streams/lineage.ts";
import { findStream, type StoreContext } from "../../context.ts";
import type { StreamState } from "../../streams/stream.ts";
import type { LinkRow } from "./table.ts";
import type { SubscriptionContext } from "../context.ts";
import type { SubscribedStream, SubscriptionLink } from "../subscription.ts";

/** The stream at a path, if it can be read. */
export function findReadable(context: StoreContext, path: string): StreamState | undefined {
  const state = findStream(context, path);
  return state?.deleted ? undefined : state;
}

/** `"-1"` while there is no stream: whatever is appended to a later one comes after it. */
export function tailOf(context: StoreContext, path: string): Offset {
  const state = findReadable(context, path);
  return state ? offsetAt(context, state, state.tail) : startOffset;
}

/** All streams of a subscription, as they are now. */
export function subscribedStreams({ store, links }: SubscriptionContext, key: number): SubscribedStream[] {
  return links.all(key).map((link) => {
    const tailOffset = tailOf(store, link.path);
    return { ...toLink(link), tailOffset, hasPending: isBehind(link, tailOffset) };
  });
}

/** The path of a stream with something to process, if there is one. */
export function firstPending({ store, links }: SubscriptionContext, key: number): string | undefined {
  for (;;) {
    const link = links.firstPending(key);
    if (!link || isBehind(link, tailOf(store, link.path))) return link?.path;
    // It has expired, or was acked before this was its tail.
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

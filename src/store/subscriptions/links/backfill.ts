import { findReadable, tailOf } from "./subscribed-streams.ts";
import { literalPrefix, matchesGlob } from "./glob.ts";
import type { SubscriptionContext } from "../context.ts";

const streamsPerPage = 500;

/**
 * Links the existing streams that match a subscription's pattern, at their current tails: messages that were appended before
 * are not work (PROTOCOL.md, section 6.2). Works in pages, so that a large store stays responsive, and continues after a crash.
 */
export async function backfill(context: SubscriptionContext, key: number): Promise<void> {
  while (await context.store.commit.submit(() => backfillPage(context, key)));
}

/** Returns whether there are more streams to compare. */
function backfillPage({ store, table, links }: SubscriptionContext, key: number): boolean {
  const subscription = table.byKey(key);
  if (!subscription || subscription.pattern === null || subscription.backfilledTo === null) return false;
  const { pattern, wakeStream, backfilledTo } = subscription;
  const prefix = literalPrefix(pattern);
  const streams =
    backfilledTo === ""
      ? store.catalog.page(prefix, "inclusive", streamsPerPage)
      : store.catalog.page(backfilledTo, "exclusive", streamsPerPage);
  const candidates = streams.filter(({ path }) => path.startsWith(prefix));
  for (const { path } of candidates) {
    if (path === wakeStream || !matchesGlob(pattern, path) || !findReadable(store, path)) continue;
    links.add(key, path, tailOf(store, path), "glob");
  }
  const isLast = candidates.length < streamsPerPage;
  subscription.backfilledTo = isLast ? null : candidates[candidates.length - 1]!.path;
  table.update(subscription);
  return !isLast;
}

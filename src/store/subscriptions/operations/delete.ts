import { assertSubscriptionId } from "../config.ts";
import type { SubscriptionContext } from "../context.ts";

/**
 * Deletes a subscription with its cursors; succeeds if it does not exist. The token of a worker that still has a lease is no
 * longer valid, even if a subscription with the same id is created (PROTOCOL.md, section 6.3).
 *
 * @throws StreamError `BAD_REQUEST`
 */
export async function deleteSubscription(context: SubscriptionContext, id: string): Promise<void> {
  assertSubscriptionId(id);
  await context.store.commit.submit(() => {
    const subscription = context.table.find(id);
    if (!subscription) return;
    context.links.deleteAll(subscription.key);
    context.table.delete(subscription.key);
  });
}

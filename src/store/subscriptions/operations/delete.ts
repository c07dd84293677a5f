import { assertSubscriptionId } from "../config.ts";
import type { SubscriptionContext } from "../context.ts";

/**
 * Deletes a subscription with its cursors; one that is not there is no error. A worker that still has it
 * finds it gone, also when another one is created under its id (PROTOCOL.md, section 6.3).
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

import type { SubscriptionContext } from "./context.ts";
import { toLink } from "./links/subscribed-streams.ts";
import type { Subscription, SubscriptionInfo } from "./subscription.ts";

/** The public properties of a subscription: a copy. */
export function toInfo({ links }: SubscriptionContext, subscription: Subscription): SubscriptionInfo {
  const { id, type, pattern, webhookUrl, baseUrl, wakeStream, description } = subscription;
  return {
    id,
    type,
    ...(pattern !== null && { pattern }),
    streams: links.all(subscription.key).map(toLink),
    ...(webhookUrl !== null && baseUrl !== null && { webhook: { url: webhookUrl, baseUrl } }),
    ...(wakeStream !== null && { wakeStream }),
    leaseTtlMs: subscription.leaseTtlMs,
    createdAt: new Date(subscription.createdAt),
    status: subscription.failures > 0 ? "failed" : "active",
    ...(description !== null && { description }),
  };
}

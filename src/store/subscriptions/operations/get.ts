import { assertSubscriptionId } from "../config.ts";
import { requireSubscription, type SubscriptionContext } from "../context.ts";
import { toInfo } from "../info.ts";
import type { SubscriptionInfo } from "../subscription.ts";

/** The properties of a subscription (PROTOCOL.md, section 6.3). @throws StreamError `BAD_REQUEST`, `NOT_FOUND` */
export function getSubscription(context: SubscriptionContext, id: string): SubscriptionInfo {
  assertSubscriptionId(id);
  return context.store.snapshot(() => toInfo(context, requireSubscription(context, id)));
}

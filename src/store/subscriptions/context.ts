import { StreamError } from "../../protocol/errors.ts";
import type { WriteTransaction } from "../commit/write-transaction.ts";
import type { StoreContext } from "../context.ts";
import type { LinkTable } from "./links/table.ts";
import type { Secrets } from "./secrets.ts";
import type { SubscriptionTable } from "./table.ts";
import type { Subscription, SubscriptionType } from "./subscription.ts";
import type { WebhookOptions } from "./webhooks/webhook-options.ts";

/** What every operation on subscriptions works with. */
export interface SubscriptionContext {
  readonly store: StoreContext;
  readonly table: SubscriptionTable;
  readonly links: LinkTable;
  readonly secrets: Secrets;
  /** Undefined: webhooks are off. */
  readonly webhooks: WebhookOptions | undefined;
  /** Makes work of what was appended in this transaction so far, without waiting for its end. */
  readonly noticeAppends: (transaction: WriteTransaction) => void;
}

/** @throws StreamError `NOT_FOUND`, `BAD_REQUEST` if it is of another type */
export function requireSubscription(
  { table }: SubscriptionContext,
  id: string,
  type?: SubscriptionType,
): Subscription {
  const subscription = table.find(id);
  if (!subscription) throw new StreamError("NOT_FOUND", `there is no subscription ${JSON.stringify(id)}`);
  if (type !== undefined && subscription.type !== type) {
    throw new StreamError("BAD_REQUEST", `subscription ${JSON.stringify(id)} is not a ${type} subscription`);
  }
  return subscription;
}

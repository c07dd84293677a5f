import { StreamError } from "../../protocol/errors.ts";
import type { WriteTransaction } from "../commit/write-transaction.ts";
import type { StoreContext } from "../context.ts";
import type { LinkTable } from "./links/table.ts";
import type { Secrets } from "./secrets.ts";
import type { SubscriptionTable } from "./table.ts";
import type { Subscription, SubscriptionType } from "./subscription.ts";
import type { WebhookOptions } from "./webhooks/webhook-options.ts";

/** The parts that the operations on subscriptions work with. */
export interface SubscriptionContext {
  readonly store: StoreContext;
  readonly table: SubscriptionTable;
  readonly links: LinkTable;
  readonly secrets: Secrets;
  /** Undefined if webhooks are off. */
  readonly webhooks: WebhookOptions | undefined;
  /** Applies the appends of a transaction so far to the subscriptions, before the transaction ends. */
  readonly noticeAppends: (transaction: WriteTransaction) => void;
}

/** @throws StreamError `NOT_FOUND`, `BAD_REQUEST` (it has another type) */
export function requireSubscription(
  { table }: SubscriptionContext,
  id: string,
  type?: SubscriptionType,
): Subscription {
  const subscription = table.find(id);
  if (!subscription) throw new StreamError("NOT_FOUND", `subscription ${JSON.stringify(id)} does not exist`);
  if (type !== undefined && subscription.type !== type) {
    throw new StreamError(
      "BAD_REQUEST",
      `subscription ${JSON.stringify(id)} has type ${subscription.type}, not ${type}`,
    );
  }
  return subscription;
}

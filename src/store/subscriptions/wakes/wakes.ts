import type { WriteTransaction } from "../../commit/write-transaction.ts";
import { appendWakeEvent } from "./wake-event.ts";
import { clearStaleMarks } from "../links/subscribed-streams.ts";
import type { SubscriptionContext } from "../context.ts";
import type { Subscription } from "../subscription.ts";

/*
 * A subscription is idle, waking (its event was appended, or its webhook is being delivered) or leased (to a worker):
 *
 *   idle --work--> waking --claim, or webhook accepted--> leased --done, release, lease expired--> idle
 *
 * If work is left when it becomes idle, it wakes again at once, in the same transaction (PROTOCOL.md, section 7). These
 * functions change the subscription in memory; the caller writes its row.
 */

/** Wakes an idle subscription that has work; returns whether it did. */
export function wakeIfPending(
  context: SubscriptionContext,
  transaction: WriteTransaction,
  subscription: Subscription,
): boolean {
  if (subscription.wakeId !== null || isMuted(context, subscription)) return false;
  clearStaleMarks(context, subscription.key);
  const pending = context.links.firstPending(subscription.key);
  if (!pending) return false;
  subscription.generation++;
  subscription.wakeId = `w_${crypto.randomUUID()}`;
  if (subscription.type === "webhook") subscription.nextAttemptAt = context.store.clock.now();
  else appendWakeEvent(context, transaction, subscription, pending.path);
  return true;
}

/** Starts or extends the lease: the worker has to ack within `leaseTtlMs`. */
export function startLease({ store }: SubscriptionContext, subscription: Subscription): void {
  subscription.leaseExpiresAt = store.clock.now() + subscription.leaseTtlMs;
  subscription.nextAttemptAt = null;
  subscription.failures = 0;
}

/** Makes the subscription idle: the token of its wake is no longer valid. */
export function endWake(subscription: Subscription): void {
  subscription.wakeId = null;
  subscription.holder = null;
  subscription.leaseExpiresAt = null;
  subscription.nextAttemptAt = null;
}

/** Makes the subscription idle, and wakes it again if it has work left. Returns whether it did. */
export function endWakeAndContinue(
  context: SubscriptionContext,
  transaction: WriteTransaction,
  subscription: Subscription,
): boolean {
  endWake(subscription);
  return wakeIfPending(context, transaction, subscription);
}

/** While webhooks are off, their subscriptions stay idle. Opening the store with webhooks wakes them. */
function isMuted({ webhooks }: SubscriptionContext, { type }: Subscription): boolean {
  return type === "webhook" && !webhooks;
}

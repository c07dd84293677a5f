import { randomUUID } from "node:crypto";
import type { WriteTransaction } from "../../commit/write-transaction.ts";
import { appendWakeEvent } from "./wake-event.ts";
import { clearStaleMarks } from "../links/subscribed-streams.ts";
import type { SubscriptionContext } from "../context.ts";
import type { Subscription } from "../subscription.ts";

/*
 * A subscription is idle, waking (its event or webhook is on its way) or leased (a worker has it):
 *
 *   idle --work--> waking --claim, or webhook accepted--> leased --done, release, lease expired--> idle
 *
 * Each time it becomes idle and work is left, it wakes again at once, in the same transaction
 * (PROTOCOL.md, section 7). Callers write the row when they are done with it.
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
  subscription.wakeId = `w_${randomUUID()}`;
  if (subscription.type === "webhook") subscription.nextAttemptAt = context.store.clock.now();
  else appendWakeEvent(context, transaction, subscription, pending.path);
  return true;
}

/** A worker works on it now: it has this long to say that it still does. */
export function startLease({ store }: SubscriptionContext, subscription: Subscription): void {
  subscription.leaseExpiresAt = store.clock.now() + subscription.leaseTtlMs;
  subscription.nextAttemptAt = null;
  subscription.failures = 0;
}

/** Makes the subscription idle: its token is of no use any more. */
export function endWake(subscription: Subscription): void {
  subscription.wakeId = null;
  subscription.holder = null;
  subscription.leaseExpiresAt = null;
  subscription.nextAttemptAt = null;
}

/** Idle again; and if there is more to do, on to the next wake. Returns whether there was. */
export function endWakeAndGoOn(
  context: SubscriptionContext,
  transaction: WriteTransaction,
  subscription: Subscription,
): boolean {
  endWake(subscription);
  return wakeIfPending(context, transaction, subscription);
}

/** With webhooks off, their subscriptions stay idle: opening the store with webhooks on wakes them. */
function isMuted({ webhooks }: SubscriptionContext, { type }: Subscription): boolean {
  return type === "webhook" && !webhooks;
}

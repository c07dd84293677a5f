import type { WriteTransaction } from "../../commit/write-transaction.ts";
import { clearStaleMarks } from "../links/subscribed-streams.ts";
import type { SubscriptionContext } from "../context.ts";
import type { Subscription } from "../subscription.ts";
import { correctTime, correctWrongTimes } from "./wrong-times.ts";
import { endWake, endWakeAndContinue } from "./wakes.ts";

const leasesPerCommit = 100;

/** Ends the leases that have expired. A subscription with work left wakes again. */
export function expireLeases(context: SubscriptionContext, transaction: WriteTransaction): void {
  context.noticeAppends(transaction);
  correctWrongTimes(context);
  for (const subscription of context.table.leases(leasesPerCommit)) {
    if (!isLeaseOver(context, subscription)) return;
    endWakeAndContinue(context, transaction, subscription);
    context.table.update(subscription);
  }
}

/**
 * Before a subscription is used: applies appends of the same transaction, and the time that has passed. A lease is over from
 * its millisecond on, even if the timer is late. A wake without work (its stream was deleted) is withdrawn, so that the next
 * append makes a new one.
 */
export function bringUpToDate(context: SubscriptionContext, transaction: WriteTransaction, id: string): void {
  context.noticeAppends(transaction);
  const subscription = context.table.find(id);
  if (!subscription || subscription.wakeId === null) return;
  if (correctTime(context, subscription)) context.table.update(subscription);
  if (isLeaseOver(context, subscription)) endWakeAndContinue(context, transaction, subscription);
  else {
    if (!isUnclaimed(subscription)) return;
    clearStaleMarks(context, subscription.key);
    if (context.links.firstPending(subscription.key)) return;
    endWake(subscription);
  }
  context.table.update(subscription);
}

export function isUnclaimed({ type, wakeId, holder }: Subscription): boolean {
  return type === "pull-wake" && wakeId !== null && holder === null;
}

function isLeaseOver({ store }: SubscriptionContext, { leaseExpiresAt }: Subscription): boolean {
  return leaseExpiresAt !== null && leaseExpiresAt <= store.clock.now();
}

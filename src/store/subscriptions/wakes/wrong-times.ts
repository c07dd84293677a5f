import type { SubscriptionContext } from "../context.ts";
import type { Subscription } from "../subscription.ts";
import { maxRetryDelayMs } from "../webhooks/retry-delay.ts";

const correctedPerCommit = 100;

/**
 * The next subscription with a time that a clock which ran ahead has set: its lease would not end, or its webhook would not be
 * sent, until the clock gets there. It is looked for among the latest times, where such a one is.
 */
export function findWrongTime(context: SubscriptionContext): Subscription | undefined {
  const { table } = context;
  return [table.lastLease(), table.lastAttempt()].find(
    (subscription) => subscription && hasWrongTime(context, subscription),
  );
}

/** Lets such leases begin now, and such webhooks be due now. */
export function correctWrongTimes(context: SubscriptionContext): void {
  for (let i = 0; i < correctedPerCommit; i++) {
    const subscription = findWrongTime(context);
    if (!subscription) return;
    correctTime(context, subscription);
    context.table.update(subscription);
  }
}

/** The same for one subscription in memory. Returns whether it has changed. */
export function correctTime(context: SubscriptionContext, subscription: Subscription): boolean {
  if (!hasWrongTime(context, subscription)) return false;
  const now = context.store.clock.now();
  if (hasWrongLease(context, subscription)) subscription.leaseExpiresAt = now + subscription.leaseTtlMs;
  if (hasWrongAttempt(context, subscription)) subscription.nextAttemptAt = now;
  return true;
}

function hasWrongTime(context: SubscriptionContext, subscription: Subscription): boolean {
  return hasWrongLease(context, subscription) || hasWrongAttempt(context, subscription);
}

/** A lease that begins in the future is wrong. */
function hasWrongLease(
  { store }: SubscriptionContext,
  { leaseExpiresAt, leaseTtlMs }: Subscription,
): boolean {
  return leaseExpiresAt !== null && store.clock.hasStayedAhead(leaseExpiresAt - leaseTtlMs);
}

function hasWrongAttempt({ store }: SubscriptionContext, { nextAttemptAt }: Subscription): boolean {
  return nextAttemptAt !== null && store.clock.hasStayedAhead(nextAttemptAt - maxRetryDelayMs);
}

import type { Write } from "../commit/group-commit.ts";
import { bringUpToDate } from "./wakes/leases.ts";
import type { SubscriptionContext } from "./context.ts";

/**
 * A write to a subscription that was brought up to date just before: two writes, as the second may be
 * refused.
 */
export async function submitFor<T>(context: SubscriptionContext, id: string, write: Write<T>): Promise<T> {
  const { commit } = context.store;
  const [, result] = await Promise.all([
    commit.submit((transaction) => bringUpToDate(context, transaction, id)),
    commit.submit(write),
  ]);
  return result;
}

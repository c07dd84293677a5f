import type { Write } from "../commit/group-commit.ts";
import { bringUpToDate } from "./wakes/leases.ts";
import type { SubscriptionContext } from "./context.ts";

/**
 * Submits a write to a subscription after bringing the subscription up to date. These are two writes, so that the first is
 * committed even if the second is rejected.
 */
export async function submitFor<T>(context: SubscriptionContext, id: string, write: Write<T>): Promise<T> {
  const { commit } = context.store;
  const [, result] = await Promise.all([
    commit.submit((transaction) => bringUpToDate(context, transaction, id)),
    commit.submit(write),
  ]);
  return result;
}

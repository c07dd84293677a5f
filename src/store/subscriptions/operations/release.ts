import { assertSubscriptionId } from "../config.ts";
import { assertCurrentWake, assertTicket, assertToken } from "../wakes/fencing.ts";
import { submitFor } from "../submit-for.ts";
import { requireSubscription, type SubscriptionContext } from "../context.ts";
import type { WakeTicket } from "../subscription.ts";
import { endWakeAndContinue } from "../wakes/wakes.ts";

/**
 * Ends a claim without an ack. The subscription wakes again for the work that is left (PROTOCOL.md, section 7.2).
 *
 * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `UNAUTHORIZED`, `FENCED`
 */
export async function release(context: SubscriptionContext, id: string, ticket: WakeTicket): Promise<void> {
  assertSubscriptionId(id);
  assertTicket(ticket);
  assertToken(context, id, "pull-wake", ticket);
  await submitFor(context, id, (transaction) => {
    const subscription = requireSubscription(context, id, "pull-wake");
    assertCurrentWake(context, subscription, ticket);
    endWakeAndContinue(context, transaction, subscription);
    context.table.update(subscription);
  });
}

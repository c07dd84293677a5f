import { checkOptions, isBoolean } from "../../check-options.ts";
import { applyAcks, isAckList } from "../wakes/acks.ts";
import { assertSubscriptionId } from "../config.ts";
import { assertCurrentWake, assertTicket, assertToken } from "../wakes/fencing.ts";
import { submitFor } from "../submit-for.ts";
import { requireSubscription, type SubscriptionContext } from "../context.ts";
import type { AckOptions, AckResult, SubscriptionType, WakeTicket } from "../subscription.ts";
import { endWakeAndContinue, startLease } from "../wakes/wakes.ts";

/**
 * Moves cursors forward and extends the lease, or ends it with `done`: the ack of a pull-wake worker (PROTOCOL.md, section
 * 7.2), and the callback of a webhook receiver (section 7.1).
 *
 * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `UNAUTHORIZED`, `FENCED`, `INVALID_OFFSET`; then no cursor has moved
 */
export async function ack(
  context: SubscriptionContext,
  id: string,
  type: SubscriptionType,
  ticket: WakeTicket,
  options: AckOptions = {},
): Promise<AckResult> {
  assertSubscriptionId(id);
  assertTicket(ticket);
  checkOptions("ack", options, {
    acks: [isAckList, "an array of { stream, offset }"],
    done: isBoolean,
  });
  assertToken(context, id, type, ticket);
  return submitFor(context, id, (transaction) => {
    const subscription = requireSubscription(context, id, type);
    assertCurrentWake(context, subscription, ticket);
    applyAcks(context, subscription.key, options.acks ?? []);
    startLease(context, subscription);
    const nextWake = options.done === true && endWakeAndContinue(context, transaction, subscription);
    context.table.update(subscription);
    return { nextWake };
  });
}

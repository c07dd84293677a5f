import { appendMessages } from "../../streams/append-messages.ts";
import type { WriteTransaction } from "../../commit/write-transaction.ts";
import { settleAndFind } from "../../streams/settle.ts";
import type { SubscriptionContext } from "../context.ts";
import type { Subscription, WakeEvent } from "../subscription.ts";

/**
 * Appends the wake event for pull-wake workers, in the transaction that makes the wake. If the wake stream is missing, the wake
 * can still be claimed, and the event follows when the stream is created.
 */
export function appendWakeEvent(
  { store }: SubscriptionContext,
  transaction: WriteTransaction,
  { id, wakeStream, generation }: Subscription,
  path: string,
): void {
  const events = wakeStream === null ? undefined : settleAndFind(store, wakeStream, transaction);
  if (!events || events.deleted || events.closed) {
    const problem = events?.closed && !events.deleted ? "closed" : "missing";
    store.options.logger.warn(
      `electron-durable-streams: subscription ${JSON.stringify(id)}: its wake stream ${JSON.stringify(wakeStream)} is ${problem}`,
    );
    return;
  }
  const event: WakeEvent = {
    type: "wake",
    subscription_id: id,
    stream: path,
    generation,
    ts: store.clock.now(),
  };
  const text = JSON.stringify(event);
  // In a byte stream, a line break separates events.
  appendMessages(store, transaction, events, [Buffer.from(events.json ? text : `${text}\n`)]);
}

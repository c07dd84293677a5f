import { appendMessages } from "../../streams/append-messages.ts";
import type { WriteTransaction } from "../../commit/write-transaction.ts";
import { settleAndFind } from "../../streams/settle.ts";
import type { SubscriptionContext } from "../context.ts";
import type { Subscription, WakeEvent } from "../subscription.ts";

/**
 * Appends the wake event for pull-wake workers, in the transaction that makes the wake. If the wake stream is missing, or has a
 * definition that does not take the event, the wake can still be claimed; the event follows when the stream is created.
 */
export function appendWakeEvent(
  { store }: SubscriptionContext,
  transaction: WriteTransaction,
  { id, wakeStream, generation }: Subscription,
  path: string,
): void {
  const events = wakeStream === null ? undefined : settleAndFind(store, wakeStream, transaction);
  const warn = (problem: string) =>
    store.options.logger.warn(
      `electron-durable-streams: subscription ${JSON.stringify(id)}: its wake stream ${JSON.stringify(wakeStream)} ${problem}`,
    );
  if (!events || events.deleted) return warn("is missing");
  if (events.closed) return warn("is closed");
  const event: WakeEvent = {
    type: "wake",
    subscription_id: id,
    stream: path,
    generation,
    ts: store.clock.now(),
  };
  const text = JSON.stringify(event);
  // In a byte stream, a line break separates events.
  const messages = [Buffer.from(events.json ? text : `${text}\n`)];
  try {
    store.definitions.check(events, messages);
  } catch (error) {
    return warn(`does not take wake events: ${(error as Error).message}`);
  }
  appendMessages(store, transaction, events, messages);
}

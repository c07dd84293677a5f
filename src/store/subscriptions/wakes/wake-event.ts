import { appendMessages } from "../../operations/append.ts";
import type { WriteTransaction } from "../../commit/group-commit.ts";
import { findReadable } from "../links/subscribed-streams.ts";
import type { SubscriptionContext } from "../context.ts";
import type { Subscription, WakeEvent } from "../subscription.ts";

/**
 * Tells the pull-wake workers, in the transaction that made the wake. Without a stream to tell them the
 * wake stays: it can be claimed, and the event follows when the stream is created.
 */
export function appendWakeEvent(
  { store }: SubscriptionContext,
  transaction: WriteTransaction,
  { id, wakeStream, generation }: Subscription,
  path: string,
): void {
  const state = wakeStream === null ? undefined : findReadable(store, wakeStream);
  if (!state || state.closed) {
    store.options.logger.warn(
      `electron-durable-streams: subscription ${JSON.stringify(id)}: its wake stream ${JSON.stringify(wakeStream)} is ` +
        (state ? "closed" : "not there"),
    );
    return;
  }
  const event: WakeEvent = {
    type: "wake",
    subscription_id: id,
    stream: path,
    generation,
    ts: store.options.now(),
  };
  const text = JSON.stringify(event);
  // Readers of a byte stream find the end of an event by its line.
  appendMessages(store, transaction, state, [Buffer.from(state.json ? text : `${text}\n`)]);
}

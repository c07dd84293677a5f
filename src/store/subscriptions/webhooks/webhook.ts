import type { SubscribedStream } from "../subscription.ts";
import type { SubscriptionContext } from "../context.ts";
import { subscribedStreams } from "../links/subscribed-streams.ts";
import { issueToken } from "../wakes/token.ts";
import type { WebhookRequest } from "./post.ts";
import { signWebhook } from "./signing-key.ts";

export interface Webhook {
  readonly wakeId: string;
  /** The streams that the webhook lists: `{ "done": true }` acks them up to these tails. */
  readonly streams: readonly SubscribedStream[];
  readonly request: WebhookRequest;
}

/** The webhook that a subscription has to deliver, as of now (PROTOCOL.md, section 7.1). */
export function writeWebhook(context: SubscriptionContext, key: number): Webhook | undefined {
  const { table, secrets, store } = context;
  const subscription = table.byKey(key);
  if (!subscription || subscription.wakeId === null || subscription.nextAttemptAt === null) return undefined;
  const { id, wakeId, generation, leaseTtlMs } = subscription;
  const streams = subscribedStreams(context, key);
  const body = JSON.stringify({
    subscription_id: id,
    wake_id: wakeId,
    generation,
    streams: streams.map(toWire),
    callback_url: `${subscription.baseUrl}__ds/subscriptions/${encodeURIComponent(id)}/callback`,
    callback_token: issueToken(secrets, subscription),
  });
  const signature = signWebhook(secrets, body, store.clock.now());
  return {
    wakeId,
    streams,
    request: { url: subscription.webhookUrl!, body, signature, timeoutMs: leaseTtlMs },
  };
}

/** Whether the receiver responded that it has processed the messages already. */
export function isDone(response: string): boolean {
  try {
    return (JSON.parse(response) as { done?: unknown } | null)?.done === true;
  } catch {
    return false;
  }
}

function toWire({ path, linkType, ackedOffset, tailOffset, hasPending }: SubscribedStream) {
  return {
    path,
    link_type: linkType,
    acked_offset: ackedOffset,
    tail_offset: tailOffset,
    has_pending: hasPending,
  };
}

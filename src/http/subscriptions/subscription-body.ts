import type { SubscribedStream, SubscriptionInfo } from "../../store/index.ts";
import type { JsonObject } from "./json-body.ts";
import type { SubscriptionRequest } from "./subscription-request.ts";

/** A subscription in the format of the protocol (PROTOCOL.md, section 6.3). */
export async function subscriptionBody(
  { store }: SubscriptionRequest,
  info: SubscriptionInfo,
): Promise<JsonObject> {
  return {
    id: info.id,
    subscription_id: info.id,
    type: info.type,
    pattern: info.pattern ?? null,
    streams: info.streams.map(({ path, linkType, ackedOffset }) => ({
      path,
      link_type: linkType,
      acked_offset: ackedOffset,
    })),
    webhook: info.webhook ? await webhookBody(store, info.webhook) : null,
    wake_stream: info.wakeStream ?? null,
    lease_ttl_ms: info.leaseTtlMs,
    created_at: info.createdAt.toISOString(),
    status: info.status,
    description: info.description ?? null,
  };
}

export function subscribedStreamBody(stream: SubscribedStream): JsonObject {
  return {
    path: stream.path,
    link_type: stream.linkType,
    acked_offset: stream.ackedOffset,
    tail_offset: stream.tailOffset,
    has_pending: stream.hasPending,
  };
}

async function webhookBody(
  store: SubscriptionRequest["store"],
  { url, baseUrl }: NonNullable<SubscriptionInfo["webhook"]>,
): Promise<JsonObject> {
  const [key] = await store.subscriptions.webhookKeys();
  return { url, signing: { alg: "ed25519", kid: key?.kid, jwks_url: `${baseUrl}__ds/jwks.json` } };
}

import type { SubscriptionRequest } from "../subscription-request.ts";

/** GET __ds/jwks.json: the public keys of webhooks (PROTOCOL.md, section 6.5). */
export async function getKeys({ store }: SubscriptionRequest): Promise<Response> {
  return new Response(JSON.stringify({ keys: await store.subscriptions.webhookKeys() }), {
    headers: { "Content-Type": "application/jwk-set+json", "Cache-Control": "public, max-age=300" },
  });
}

import type { ResponseParts } from "../../response/response-parts.ts";
import type { SubscriptionRequest } from "../subscription-request.ts";

/** GET __ds/jwks.json: responds with the public keys of webhook signatures (PROTOCOL.md, section 6.5). */
export async function getKeys({ store }: SubscriptionRequest): Promise<ResponseParts> {
  return {
    headers: { "Content-Type": "application/jwk-set+json", "Cache-Control": "public, max-age=300" },
    body: JSON.stringify({ keys: await store.subscriptions.webhookKeys() }),
  };
}

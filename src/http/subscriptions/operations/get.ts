import type { ResponseParts } from "../../response/response-parts.ts";
import { jsonResponse } from "../json-body.ts";
import { subscriptionBody } from "../subscription-body.ts";
import type { SubscriptionRequest } from "../subscription-request.ts";

/** GET: responds with a subscription and its cursors (PROTOCOL.md, section 6.3). */
export async function getSubscription(request: SubscriptionRequest): Promise<ResponseParts> {
  const info = await request.store.subscriptions.get(request.id);
  return jsonResponse(200, await subscriptionBody(request, info));
}

import type { ResponseParts } from "../../response/response-parts.ts";
import { noContent } from "../json-body.ts";
import type { SubscriptionRequest } from "../subscription-request.ts";

/** DELETE: deletes a subscription; succeeds if it does not exist (PROTOCOL.md, section 6.3). */
export async function deleteSubscription({ store, id }: SubscriptionRequest): Promise<ResponseParts> {
  await store.subscriptions.delete(id);
  return noContent();
}

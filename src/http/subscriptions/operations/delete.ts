import type { ResponseParts } from "../../response/response-parts.ts";
import { noContent } from "../json-body.ts";
import type { SubscriptionRequest } from "../subscription-request.ts";

/** DELETE: ends a subscription; one that is not there is no error (PROTOCOL.md, section 6.3). */
export async function deleteSubscription({ store, id }: SubscriptionRequest): Promise<ResponseParts> {
  await store.subscriptions.delete(id);
  return noContent();
}

import type { StreamsClient } from "../ipc/client.ts";
import type { SubscriptionsApi } from "../store/index.ts";
import { subscriptionMethods, subscriptionOperation } from "./owner-operations.ts";

/** The methods of `store.subscriptions`, each a call to the store's process. */
export function hostedSubscriptions(client: StreamsClient): SubscriptionsApi {
  const methods = Object.entries(subscriptionMethods).map(([method, repeatable]) => [
    method,
    (...args: unknown[]) => client.call(subscriptionOperation(method), args, repeatable),
  ]);
  return Object.fromEntries(methods) as SubscriptionsApi;
}

import { StreamError } from "../../protocol/errors.ts";
import type { StreamStoreApi } from "../../store/index.ts";
import { assertAllowed } from "../request/assert-allowed.ts";
import { HttpError } from "../response/http-error.ts";
import type { ResponseParts } from "../response/response-parts.ts";
import { ackWake, callBack } from "./operations/ack.ts";
import { alreadyClaimed, claimSubscription } from "./operations/claim.ts";
import { createSubscription } from "./operations/create.ts";
import { deleteSubscription } from "./operations/delete.ts";
import { getSubscription } from "./operations/get.ts";
import { getKeys } from "./operations/jwks.ts";
import { addStreams, removeStream } from "./operations/membership.ts";
import { resolveRoutesOptions, type SubscriptionRoutes, type SubscriptionRoutesOptions } from "./options.ts";
import { releaseWake } from "./operations/release.ts";
import { routeOf } from "./route.ts";
import type { SubscriptionRequest } from "./subscription-request.ts";

type Handle = (request: SubscriptionRequest) => Promise<ResponseParts>;

/** The methods of each resource, and the access that `authorize` is asked for. */
export const operations: Record<string, { readonly needs?: "read" | "manage"; readonly handle: Handle }> = {
  "PUT subscription": { needs: "manage", handle: createSubscription },
  "GET subscription": { needs: "read", handle: getSubscription },
  "DELETE subscription": { needs: "manage", handle: deleteSubscription },
  "POST streams": { needs: "manage", handle: addStreams },
  "DELETE stream": { needs: "manage", handle: removeStream },
  "POST claim": { needs: "manage", handle: claimSubscription },
  "POST ack": { handle: ackWake },
  "POST release": { handle: releaseWake },
  "POST callback": { handle: callBack },
  "GET jwks": { handle: getKeys },
};

/**
 * Returns the subscription APIs of a store as one function.
 *
 * @throws StreamError, HttpError: the handler turns them into responses
 */
export function createSubscriptionRoutes(
  store: StreamStoreApi,
  options: SubscriptionRoutesOptions = {},
): SubscriptionRoutes {
  const resolved = resolveRoutesOptions(options);
  return async (request, relativePath) => {
    const route = routeOf(relativePath);
    const found = Object.hasOwn(operations, `${request.method} ${route.resource}`)
      ? operations[`${request.method} ${route.resource}`]
      : undefined;
    if (!found)
      throw new HttpError("METHOD_NOT_ALLOWED", `${route.resource} does not support ${request.method}`);
    if (found.needs) {
      const answer = resolved.authorize(request, route.id, found.needs);
      await assertAllowed(answer, `${found.needs} the subscription`);
    }
    try {
      return await found.handle({ request, relativePath, ...route, store, options: resolved });
    } catch (error) {
      if (error instanceof StreamError && error.code === "ALREADY_CLAIMED") return alreadyClaimed(error);
      throw error;
    }
  };
}

import { StreamError } from "../../protocol/errors.ts";
import type { StreamStoreApi } from "../../store/index.ts";
import { HttpRefusal } from "../response/error-response.ts";
import { ackWake, callBack } from "./operations/ack.ts";
import { alreadyClaimed, claimSubscription } from "./operations/claim.ts";
import { createSubscription } from "./operations/create.ts";
import { deleteSubscription } from "./operations/delete.ts";
import { getSubscription } from "./operations/get.ts";
import { getKeys } from "./operations/jwks.ts";
import { addStreams, removeStream } from "./operations/membership.ts";
import {
  resolveRoutesOptions,
  type ResolvedRoutesOptions,
  type SubscriptionRoutes,
  type SubscriptionRoutesOptions,
} from "./options.ts";
import { releaseWake } from "./operations/release.ts";
import { routeOf } from "./route.ts";
import type { SubscriptionRequest } from "./subscription-request.ts";

type Answer = (request: SubscriptionRequest) => Promise<Response>;

/** Each method of each resource, and what `authorize` is asked for. */
export const answers: Record<string, { readonly needs?: "read" | "manage"; readonly answer: Answer }> = {
  "PUT subscription": { needs: "manage", answer: createSubscription },
  "GET subscription": { needs: "read", answer: getSubscription },
  "DELETE subscription": { needs: "manage", answer: deleteSubscription },
  "POST streams": { needs: "manage", answer: addStreams },
  "DELETE stream": { needs: "manage", answer: removeStream },
  "POST claim": { needs: "manage", answer: claimSubscription },
  "POST ack": { answer: ackWake },
  "POST release": { answer: releaseWake },
  "POST callback": { answer: callBack },
  "GET jwks": { answer: getKeys },
};

/**
 * The subscription APIs over a store: what a handler's `reserved` option takes.
 *
 * @throws StreamError, HttpRefusal: the handler makes answers of them
 */
export function createSubscriptionRoutes(
  store: StreamStoreApi,
  options: SubscriptionRoutesOptions = {},
): SubscriptionRoutes {
  const resolved = resolveRoutesOptions(options);
  return async (request, relativePath) => {
    const route = routeOf(relativePath);
    const found = Object.hasOwn(answers, `${request.method} ${route.resource}`)
      ? answers[`${request.method} ${route.resource}`]
      : undefined;
    if (!found)
      throw new HttpRefusal("METHOD_NOT_ALLOWED", `${route.resource}: this method is not known here`);
    if (found.needs) await assertAuthorized(request, route.id, found.needs, resolved);
    try {
      return await found.answer({ request, relativePath, ...route, store, options: resolved });
    } catch (error) {
      if (error instanceof StreamError && error.code === "ALREADY_CLAIMED") return alreadyClaimed(error);
      throw error;
    }
  };
}

/** @throws StreamError `FORBIDDEN`, whether the subscription exists or not */
async function assertAuthorized(
  request: Request,
  id: string,
  needs: "read" | "manage",
  { authorize }: ResolvedRoutesOptions,
): Promise<void> {
  // As for streams: nothing but true allows.
  const isAllowed: unknown = await authorize(request, id, needs);
  if (isAllowed === true) return;
  throw new StreamError("FORBIDDEN", `this client may not ${needs} the subscription`);
}

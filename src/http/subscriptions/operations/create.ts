import { StreamError } from "../../../protocol/errors.ts";
import type { CreateSubscriptionOptions } from "../../../store/index.ts";
import type { ResponseParts } from "../../response/response-parts.ts";
import { assertStreamsAuthorized } from "../authorize-streams.ts";
import { jsonResponse, optional, readJsonBody, type JsonObject } from "../json-body.ts";
import { subscriptionBody } from "../subscription-body.ts";
import { streamRootOf, type SubscriptionRequest } from "../subscription-request.ts";

/** PUT: creates a subscription, or confirms that it exists with the same configuration (PROTOCOL.md, section 6.2). */
export async function createSubscription(request: SubscriptionRequest): Promise<ResponseParts> {
  const wanted = optionsOf(await readJsonBody(request), request);
  await assertStreamsAuthorized(request, wanted);
  const { created, ...info } = await request.store.subscriptions.create(request.id, wanted);
  return jsonResponse(created ? 201 : 200, await subscriptionBody(request, info));
}

/** Maps the names of the protocol to those of the store, which checks the values. Ignores unknown names. */
function optionsOf(body: JsonObject, request: SubscriptionRequest): CreateSubscriptionOptions {
  const webhook = optional(body["webhook"]);
  if (webhook !== undefined && typeof webhook !== "object") {
    throw new StreamError("BAD_REQUEST", "webhook must be an object");
  }
  return {
    type: optional(body["type"]),
    pattern: optional(body["pattern"]),
    streams: optional(body["streams"]),
    webhook: webhook && { url: optional((webhook as JsonObject)["url"]), baseUrl: streamRootOf(request) },
    wakeStream: optional(body["wake_stream"]),
    leaseTtlMs: optional(body["lease_ttl_ms"]),
    description: optional(body["description"]),
  } as CreateSubscriptionOptions;
}

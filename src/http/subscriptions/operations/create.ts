import { StreamError } from "../../../protocol/errors.ts";
import type { CreateSubscriptionOptions } from "../../../store/index.ts";
import type { ResponseParts } from "../../response/response-parts.ts";
import { assertStreamsAuthorized } from "../authorize-streams.ts";
import { given, jsonResponse, readJsonBody, type JsonObject } from "../json-body.ts";
import { subscriptionBody } from "../subscription-body.ts";
import { streamRootOf, type SubscriptionRequest } from "../subscription-request.ts";

/** PUT: creates a subscription, or confirms it (PROTOCOL.md, section 6.2). */
export async function createSubscription(request: SubscriptionRequest): Promise<ResponseParts> {
  const wanted = optionsOf(await readJsonBody(request), request);
  await assertStreamsAuthorized(request, wanted);
  const { created, ...info } = await request.store.subscriptions.create(request.id, wanted);
  return jsonResponse(created ? 201 : 200, await subscriptionBody(request, info));
}

/** The names of the wire become those of the store, which checks the values. What is unknown is ignored. */
function optionsOf(body: JsonObject, request: SubscriptionRequest): CreateSubscriptionOptions {
  const webhook = given(body["webhook"]);
  if (webhook !== undefined && typeof webhook !== "object") {
    throw new StreamError("BAD_REQUEST", "webhook must be an object");
  }
  return {
    type: given(body["type"]),
    pattern: given(body["pattern"]),
    streams: given(body["streams"]),
    webhook: webhook && { url: given((webhook as JsonObject)["url"]), baseUrl: streamRootOf(request) },
    wakeStream: given(body["wake_stream"]),
    leaseTtlMs: given(body["lease_ttl_ms"]),
    description: given(body["description"]),
  } as CreateSubscriptionOptions;
}

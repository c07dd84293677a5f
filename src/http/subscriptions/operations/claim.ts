import { httpStatusByCode, type StreamError } from "../../../protocol/errors.ts";
import type { ResponseParts } from "../../response/response-parts.ts";
import { jsonResponse, readJsonBody } from "../json-body.ts";
import { subscribedStreamBody } from "../subscription-body.ts";
import type { SubscriptionRequest } from "../subscription-request.ts";

/** POST …/claim: gives the pending work to a pull-wake worker (PROTOCOL.md, section 7.2). */
export async function claimSubscription(request: SubscriptionRequest): Promise<ResponseParts> {
  const { worker } = await readJsonBody(request);
  const claim = await request.store.subscriptions.claim(request.id, { worker: worker as string });
  return jsonResponse(200, {
    wake_id: claim.wakeId,
    generation: claim.generation,
    token: claim.token,
    streams: claim.streams.map(subscribedStreamBody),
    lease_ttl_ms: claim.leaseTtlMs,
  });
}

/** The only error whose body has more than a code and a message (PROTOCOL.md, section 7.2). */
export function alreadyClaimed({ code, message, details }: StreamError): ResponseParts {
  const { currentHolder, generation } = details;
  return jsonResponse(httpStatusByCode[code], {
    error: { code, message, current_holder: currentHolder, generation },
  });
}

import type { ResponseParts } from "../../response/response-parts.ts";
import { noContent } from "../json-body.ts";
import type { SubscriptionRequest } from "../subscription-request.ts";
import { readTicket } from "../ticket.ts";

/** POST …/release: ends the claim of a pull-wake worker (PROTOCOL.md, section 7.2). */
export async function releaseWake(request: SubscriptionRequest): Promise<ResponseParts> {
  const { ticket } = await readTicket(request);
  await request.store.subscriptions.release(request.id, ticket);
  return noContent();
}

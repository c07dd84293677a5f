import { StreamError } from "../../protocol/errors.ts";
import type { WakeTicket } from "../../store/index.ts";
import type { JsonObject } from "./json-body.ts";
import type { SubscriptionRequest } from "./subscription-request.ts";

/**
 * What shows that the client has the wake. The token comes in a header: URLs and bodies get logged (section
 * 12.9).
 */
export function ticketOf({ request }: SubscriptionRequest, body: JsonObject): WakeTicket {
  const token = /^Bearer +(\S+)$/i.exec(request.headers.get("Authorization") ?? "")?.[1];
  if (token === undefined)
    throw new StreamError("UNAUTHORIZED", "the Authorization header must hold the wake's token");
  return { token, wakeId: body["wake_id"] as string, generation: body["generation"] as number };
}

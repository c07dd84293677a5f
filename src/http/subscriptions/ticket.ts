import { StreamError } from "../../protocol/errors.ts";
import type { WakeTicket } from "../../store/index.ts";
import { readJsonBody, type JsonObject } from "./json-body.ts";
import type { SubscriptionRequest } from "./subscription-request.ts";

/**
 * What shows that the client has the wake, and the body that it is in. The token comes in a header: URLs and
 * bodies get logged (section 12.9). Nobody who has none gets a body read.
 *
 * @throws StreamError `UNAUTHORIZED`, `BAD_REQUEST`, `TOO_LARGE`
 */
export async function readTicket(
  request: SubscriptionRequest,
): Promise<{ readonly ticket: WakeTicket; readonly body: JsonObject }> {
  const authorization = request.request.headers.get("Authorization") ?? "";
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  if (token === undefined)
    throw new StreamError("UNAUTHORIZED", "the Authorization header must hold the wake's token");
  const body = await readJsonBody(request);
  const ticket = { token, wakeId: body["wake_id"] as string, generation: body["generation"] as number };
  return { ticket, body };
}

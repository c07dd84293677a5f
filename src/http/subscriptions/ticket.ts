import { StreamError } from "../../protocol/errors.ts";
import type { WakeTicket } from "../../store/index.ts";
import { readJsonBody, type JsonObject } from "./json-body.ts";
import type { SubscriptionRequest } from "./subscription-request.ts";

/**
 * Reads the ticket that proves that the client holds the wake, and the body. The token is in a header, because URLs
 * and bodies get logged (PROTOCOL.md, section 12.9). Reads no body without a token.
 *
 * @throws StreamError `UNAUTHORIZED`, `BAD_REQUEST`, `TOO_LARGE`
 */
export async function readTicket(
  request: SubscriptionRequest,
): Promise<{ readonly ticket: WakeTicket; readonly body: JsonObject }> {
  const authorization = request.request.headers.get("Authorization") ?? "";
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  if (token === undefined)
    throw new StreamError(
      "UNAUTHORIZED",
      "the wake's token is missing: send it as Authorization: Bearer <token>",
    );
  const body = await readJsonBody(request);
  const ticket = { token, wakeId: body["wake_id"] as string, generation: body["generation"] as number };
  return { ticket, body };
}

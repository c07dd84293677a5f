import { StreamError } from "../../../protocol/errors.ts";
import type { AckOptions, AckResult } from "../../../store/index.ts";
import type { ResponseParts } from "../../response/response-parts.ts";
import { jsonResponse, optional, type JsonObject } from "../json-body.ts";
import type { SubscriptionRequest } from "../subscription-request.ts";
import { readTicket } from "../ticket.ts";

/** POST …/ack: reports the progress of a pull-wake worker, and extends its lease (PROTOCOL.md, section 7.2). */
export async function ackWake(request: SubscriptionRequest): Promise<ResponseParts> {
  const { ticket, body } = await readTicket(request);
  return acknowledged(await request.store.subscriptions.ack(request.id, ticket, optionsOf(body)));
}

/** POST …/callback: the same for the receiver of a webhook (PROTOCOL.md, section 7.1). */
export async function callBack(request: SubscriptionRequest): Promise<ResponseParts> {
  const { ticket, body } = await readTicket(request);
  return acknowledged(await request.store.subscriptions.callback(request.id, ticket, optionsOf(body)));
}

function optionsOf(body: JsonObject): AckOptions {
  return { acks: acksOf(body), done: optional(body["done"]) } as AckOptions;
}

function acksOf(body: JsonObject): unknown {
  const acks = optional(body["acks"]);
  if (acks === undefined) return undefined;
  if (!Array.isArray(acks)) throw new StreamError("BAD_REQUEST", "acks must be an array");
  return acks.map((ack: JsonObject | null) => ({ stream: ack?.["stream"], offset: ack?.["offset"] }));
}

function acknowledged({ nextWake }: AckResult): ResponseParts {
  return jsonResponse(200, { ok: true, next_wake: nextWake });
}

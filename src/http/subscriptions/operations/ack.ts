import { StreamError } from "../../../protocol/errors.ts";
import type { AckOptions, AckResult } from "../../../store/index.ts";
import type { ResponseParts } from "../../response/response-parts.ts";
import { given, jsonResponse, type JsonObject } from "../json-body.ts";
import type { SubscriptionRequest } from "../subscription-request.ts";
import { readTicket } from "../ticket.ts";

/** POST …/ack: a pull-wake worker's progress, and its heartbeat (PROTOCOL.md, section 7.2). */
export async function ackWake(request: SubscriptionRequest): Promise<ResponseParts> {
  const { ticket, body } = await readTicket(request);
  return acknowledged(await request.store.subscriptions.ack(request.id, ticket, optionsOf(body)));
}

/** POST …/callback: the same of a webhook's receiver (section 7.1). */
export async function callBack(request: SubscriptionRequest): Promise<ResponseParts> {
  const { ticket, body } = await readTicket(request);
  return acknowledged(await request.store.subscriptions.callback(request.id, ticket, optionsOf(body)));
}

function optionsOf(body: JsonObject): AckOptions {
  return { acks: acksOf(body), done: given(body["done"]) } as AckOptions;
}

function acksOf(body: JsonObject): unknown {
  const acks = given(body["acks"]);
  if (acks === undefined) return undefined;
  if (!Array.isArray(acks)) throw new StreamError("BAD_REQUEST", "acks must be an array");
  return acks.map((ack: JsonObject | null) => ({ stream: ack?.["stream"], offset: ack?.["offset"] }));
}

function acknowledged({ nextWake }: AckResult): ResponseParts {
  return jsonResponse(200, { ok: true, next_wake: nextWake });
}

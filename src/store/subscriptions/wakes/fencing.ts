import { StreamError } from "../../../protocol/errors.ts";
import { requireSubscription, type SubscriptionContext } from "../context.ts";
import type { Subscription, SubscriptionType, WakeTicket } from "../subscription.ts";
import { tokenGeneration } from "./token.ts";

/** @throws StreamError `BAD_REQUEST` */
export function assertTicket(ticket: unknown): asserts ticket is WakeTicket {
  const { token, wakeId, generation } = (ticket ?? {}) as Partial<WakeTicket>;
  if (typeof token === "string" && typeof wakeId === "string" && Number.isSafeInteger(generation)) return;
  throw new StreamError(
    "BAD_REQUEST",
    "the ticket must have a token (a string), a wakeId (a string) and a generation (a whole number)",
  );
}

/**
 * Checks a token before anything is written, so that a caller without one causes no commit.
 *
 * @throws StreamError `UNAUTHORIZED`, `NOT_FOUND`, `BAD_REQUEST` (the subscription has another type)
 */
export function assertToken(
  context: SubscriptionContext,
  id: string,
  type: SubscriptionType,
  { token }: WakeTicket,
): void {
  context.store.snapshot(() => requireGeneration(context, requireSubscription(context, id, type), token));
}

/**
 * Accepts only the ticket of the current wake (PROTOCOL.md, section 7.3).
 *
 * @throws StreamError `UNAUTHORIZED` (not a token of this subscription), `FENCED` (of an earlier wake)
 */
export function assertCurrentWake(
  context: SubscriptionContext,
  subscription: Subscription,
  { token, wakeId, generation }: WakeTicket,
): void {
  const issuedFor = requireGeneration(context, subscription, token);
  const isCurrent =
    issuedFor === subscription.generation &&
    generation === subscription.generation &&
    wakeId === subscription.wakeId;
  if (!isCurrent)
    throw new StreamError(
      "FENCED",
      "the wake is over: its lease has expired, or was released or acked as done",
    );
}

function requireGeneration(
  { secrets }: SubscriptionContext,
  subscription: Subscription,
  token: string,
): number {
  const generation = tokenGeneration(secrets, subscription, token);
  if (generation !== undefined) return generation;
  throw new StreamError("UNAUTHORIZED", "the token was not issued for this subscription");
}

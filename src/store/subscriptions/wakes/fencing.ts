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
    "a wake's token (text), id (text) and generation (whole number) are needed",
  );
}

/**
 * Before anything is written, or waited for: who has no token of the subscription costs nothing but this look.
 *
 * @throws StreamError `UNAUTHORIZED`, `NOT_FOUND`, `BAD_REQUEST` if it is of another type
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
 * Lets only the holder of the current wake through (PROTOCOL.md, section 7.3).
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
  if (!isCurrent) throw new StreamError("FENCED", "the wake is over: its lease has ended, or was given back");
}

function requireGeneration(
  { secrets }: SubscriptionContext,
  subscription: Subscription,
  token: string,
): number {
  const generation = tokenGeneration(secrets, subscription, token);
  if (generation !== undefined) return generation;
  throw new StreamError("UNAUTHORIZED", "the token is not one of this subscription");
}

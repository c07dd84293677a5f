import { StreamError } from "../../protocol/errors.ts";
import type { SubscriptionContext } from "./subscription-context.ts";
import type { Subscription, WakeTicket } from "./subscription.ts";
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
 * Lets only the holder of the current wake through (PROTOCOL.md, section 7.3).
 *
 * @throws StreamError `UNAUTHORIZED` (not a token of this subscription), `FENCED` (of an earlier wake)
 */
export function assertCurrentWake(
  { secrets }: SubscriptionContext,
  subscription: Subscription,
  { token, wakeId, generation }: WakeTicket,
): void {
  const issuedFor = tokenGeneration(secrets, subscription, token);
  if (issuedFor === undefined)
    throw new StreamError("UNAUTHORIZED", "the token is not one of this subscription");
  const isCurrent =
    issuedFor === subscription.generation &&
    generation === subscription.generation &&
    wakeId === subscription.wakeId;
  if (!isCurrent) throw new StreamError("FENCED", "the wake is over: its lease has ended, or was given back");
}

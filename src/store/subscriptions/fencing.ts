import { StreamError } from "../../protocol/errors.ts";
import { isWholeNumber, type OptionCheck } from "../check-options.ts";
import type { SubscriptionContext } from "./subscription-context.ts";
import type { Subscription, WakeTicket } from "./subscription.ts";
import { tokenGeneration } from "./token.ts";

const isText: OptionCheck = [(value) => typeof value === "string", "a text"];

export const ticketChecks = { token: isText, wakeId: isText, generation: isWholeNumber(0) };

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
  const issuedFor = typeof token === "string" ? tokenGeneration(secrets, subscription, token) : undefined;
  if (issuedFor === undefined)
    throw new StreamError("UNAUTHORIZED", "the token is not one of this subscription");
  const isCurrent =
    issuedFor === subscription.generation &&
    generation === subscription.generation &&
    wakeId === subscription.wakeId;
  if (!isCurrent) throw new StreamError("FENCED", "the wake is over: its lease has ended, or was given back");
}

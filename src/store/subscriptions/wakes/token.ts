import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Secrets } from "../secrets.ts";
import type { Subscription } from "../subscription.ts";

const secretName = "token";

/** Inside a transaction, before the first token. */
export function makeTokenSecret(secrets: Secrets): void {
  secrets.getOrMake(secretName, () => randomBytes(32));
}

/**
 * A token says which subscription and which generation it is for, and is signed by the store: it is
 * never stored, a webhook that is delivered again after a restart carries the same one, and a worker of
 * an earlier generation can be told apart from a forger (PROTOCOL.md, sections 7.3 and 12.9). It ends
 * with its wake.
 */
export function issueToken(secrets: Secrets, { key, generation }: Subscription): string {
  const claims = `${key}.${generation}`;
  return `${claims}.${sign(secrets, claims).toString("base64url")}`;
}

/** The generation that a token was issued for; undefined if it is not a token of this subscription. */
export function tokenGeneration(secrets: Secrets, { key }: Subscription, token: string): number | undefined {
  const match = /^(\d{1,16})\.(\d{1,16})\.([\w-]{43})$/.exec(token);
  if (!match || Number(match[1]) !== key) return undefined;
  const given = Buffer.from(match[3]!, "base64url");
  return timingSafeEqual(given, sign(secrets, `${match[1]}.${match[2]}`)) ? Number(match[2]) : undefined;
}

function sign(secrets: Secrets, claims: string): Buffer {
  return createHmac("sha256", secrets.get(secretName)!).update(claims).digest();
}

import { nodeCrypto } from "../node-crypto.ts";
import type { Secrets } from "../secrets.ts";
import type { Subscription } from "../subscription.ts";

const secretName = "token";

/** Inside a transaction, before the first token. */
export function createTokenSecret(secrets: Secrets): void {
  secrets.getOrCreate(secretName, () => nodeCrypto().randomBytes(32));
}

/**
 * A token names a subscription and a generation, and is signed by the store (PROTOCOL.md, sections 7.3 and 12.9). So it need
 * not be stored, a webhook that is repeated after a restart carries the same one, and a token of an earlier generation can be
 * told from a forged one. It is valid until its wake ends.
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
  return nodeCrypto().timingSafeEqual(given, sign(secrets, `${match[1]}.${match[2]}`))
    ? Number(match[2])
    : undefined;
}

function sign(secrets: Secrets, claims: string): Buffer {
  return nodeCrypto().createHmac("sha256", secrets.get(secretName)!).update(claims).digest();
}

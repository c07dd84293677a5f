import type { KeyObject } from "node:crypto";
import { nodeCrypto } from "../node-crypto.ts";
import type { Secrets } from "../secrets.ts";

const secretName = "webhook";

/** A public key that verifies webhooks, as a JWK (PROTOCOL.md, section 6.5). */
export interface WebhookKey {
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  /** The key's id, which `Webhook-Signature` names. */
  readonly kid: string;
  readonly use: "sig";
  readonly alg: "EdDSA";
  /** The key, in base64url. */
  readonly x: string;
}

/** @internal Inside a transaction, before the first webhook. */
export function createSigningKey(secrets: Secrets): void {
  secrets.getOrCreate(secretName, () =>
    nodeCrypto().generateKeyPairSync("ed25519").privateKey.export({ format: "der", type: "pkcs8" }),
  );
}

/** @internal Undefined until the first webhook subscription was created. */
export function webhookKey(secrets: Secrets): WebhookKey | undefined {
  const key = privateKey(secrets);
  return key && publicPart(key);
}

/** @internal The `Webhook-Signature` of a body (PROTOCOL.md, section 7.1). It covers the time, so that a replay is noticed. */
export function signWebhook(secrets: Secrets, body: string, now: number): string {
  const key = privateKey(secrets)!;
  const seconds = Math.floor(now / 1000);
  const signature = nodeCrypto()
    .sign(null, Buffer.from(`${seconds}.${body}`), key)
    .toString("base64url");
  return `t=${seconds},kid=${publicPart(key).kid},ed25519=${signature}`;
}

function privateKey(secrets: Secrets): KeyObject | undefined {
  const der = secrets.get(secretName);
  return der && nodeCrypto().createPrivateKey({ key: der, format: "der", type: "pkcs8" });
}

function publicPart(key: KeyObject): WebhookKey {
  const { x = "" } = nodeCrypto().createPublicKey(key).export({ format: "jwk" });
  // The JWK's thumbprint (RFC 7638): these members, in this order.
  const thumbprint = nodeCrypto()
    .createHash("sha256")
    .update(JSON.stringify({ crv: "Ed25519", kty: "OKP", x }));
  const kid = `ds_${thumbprint.digest("base64url")}`;
  return { kty: "OKP", crv: "Ed25519", kid, use: "sig", alg: "EdDSA", x };
}

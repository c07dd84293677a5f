import { isIP } from "node:net";
import { StreamError } from "../../../protocol/errors.ts";
import { isPublicAddress } from "./public-address.ts";
import type { WebhookOptions } from "./webhook-options.ts";

/**
 * Whether a webhook may go there at all (PROTOCOL.md, sections 6.2 and 12.8). A name is looked at again
 * when it is resolved, at each delivery: see `post`.
 *
 * @throws StreamError `WEBHOOK_URL_REJECTED`
 */
export function checkWebhookUrl(text: string, { allowLocalhost }: WebhookOptions): void {
  if (!URL.canParse(text)) throw rejected("it is not a URL");
  // The parser has brought other spellings of an IPv4 address (hex, octal, one number) to the usual one.
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") throw rejected("it holds credentials");
  if (isDevelopmentUrl(url)) {
    if (allowLocalhost) return;
    throw rejected("localhost is not allowed");
  }
  if (url.protocol !== "https:") throw rejected("it has to be an https: URL");
  const host = hostOf(url);
  if (isLocalName(host) || (isIP(host) !== 0 && !isPublicAddress(host)))
    throw rejected("its host is not a public one");
}

/** The exception for development: this machine, without TLS. */
export function isDevelopmentUrl(url: URL): boolean {
  return (
    url.protocol === "http:" && (url.hostname === "localhost" || /^127\.0\.0\.\d{1,3}$/.test(url.hostname))
  );
}

/** Without the brackets of an IPv6 address. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "");
}

function isLocalName(host: string): boolean {
  return /(^|\.)(localhost|local|internal)\.?$/.test(host);
}

function rejected(reason: string): StreamError {
  return new StreamError("WEBHOOK_URL_REJECTED", `the webhook's URL is refused: ${reason}`);
}

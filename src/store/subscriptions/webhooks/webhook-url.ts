import { StreamError } from "../../../protocol/errors.ts";
import { ipVersion, isPublicAddress } from "./public-address.ts";
import type { WebhookOptions } from "./webhook-options.ts";

/**
 * Checks that webhooks may be sent to a URL (PROTOCOL.md, sections 6.2 and 12.8). Each delivery also checks the addresses that
 * its host resolves to: see `post`.
 *
 * @throws StreamError `WEBHOOK_URL_REJECTED`
 */
export function checkWebhookUrl(text: string, { allowLocalhost }: WebhookOptions): void {
  if (!URL.canParse(text)) throw rejected("it is not a URL");
  // The parser normalizes other forms of an IPv4 address (hexadecimal, octal, one number).
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") throw rejected("it contains credentials");
  if (isDevelopmentUrl(url)) {
    if (allowLocalhost) return;
    throw rejected("localhost requires allowLocalhost: true in the store's webhooks option");
  }
  if (url.protocol !== "https:") throw rejected("it must be an https: URL");
  const host = hostOf(url);
  if (isLocalName(host) || (ipVersion(host) !== 0 && !isPublicAddress(host)))
    throw rejected("its host is not public");
}

/** Whether a URL is for development: this machine, without TLS. */
export function isDevelopmentUrl(url: URL): boolean {
  return (
    url.protocol === "http:" && (url.hostname === "localhost" || /^127\.0\.0\.\d{1,3}$/.test(url.hostname))
  );
}

/** The host of a URL, without the brackets of an IPv6 address. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "");
}

function isLocalName(host: string): boolean {
  return /(^|\.)(localhost|local|internal)\.?$/.test(host);
}

function rejected(reason: string): StreamError {
  return new StreamError("WEBHOOK_URL_REJECTED", `webhook.url is rejected: ${reason}`);
}

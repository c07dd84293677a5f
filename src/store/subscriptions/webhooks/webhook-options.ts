import { StreamError } from "../../../protocol/errors.ts";
import { checkOptions, isBoolean } from "../../check-options.ts";

export interface WebhookOptions {
  /**
   * Where receivers find the store's streams over HTTP, for example `https://streams.example/v1/stream/`.
   * Left out, it is the address that a subscription was created at.
   */
  readonly baseUrl?: string;
  /** For development: webhooks may also go to `http://localhost` and `http://127.0.0.x`. */
  readonly allowLocalhost?: boolean;
}

/** @throws StreamError `BAD_REQUEST` */
export function checkWebhookOptions(options: WebhookOptions | undefined): void {
  checkOptions("openStreamStore: webhooks", options, {
    baseUrl: [isHttpUrl, "an http: or https: URL"],
    allowLocalhost: isBoolean,
  });
}

/** With a slash at its end, so that paths can be put behind it. @throws StreamError `BAD_REQUEST` */
export function normalBaseUrl(baseUrl: string): string {
  if (!isHttpUrl(baseUrl))
    throw new StreamError("BAD_REQUEST", "webhook.baseUrl must be an http: or https: URL");
  const { origin, pathname } = new URL(baseUrl);
  return origin + (pathname.endsWith("/") ? pathname : `${pathname}/`);
}

function isHttpUrl(value: unknown): boolean {
  return typeof value === "string" && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

import { StreamError } from "../../../protocol/errors.ts";
import { checkOptions, isBoolean } from "../../check-options.ts";

export interface WebhookOptions {
  /**
   * The address at which receivers find the store's streams over HTTP, for example `https://streams.example/v1/stream/`. It
   * takes precedence over a subscription's own, which for one created over HTTP is the address of that request.
   */
  readonly baseUrl?: string;
  /** Also allows webhooks to `http://localhost` and `http://127.0.0.x`, for development. False by default. */
  readonly allowLocalhost?: boolean;
}

/** @throws StreamError `BAD_REQUEST` */
export function checkWebhookOptions(options: WebhookOptions | undefined): void {
  checkOptions("openStreamStore: webhooks", options, {
    baseUrl: [isHttpUrl, "an http: or https: URL"],
    allowLocalhost: isBoolean,
  });
}

/** The base URL with a slash at its end, so that a path can be appended. @throws StreamError `BAD_REQUEST` */
export function normalBaseUrl(baseUrl: string): string {
  if (!isHttpUrl(baseUrl))
    throw new StreamError("BAD_REQUEST", "subscription: webhook.baseUrl must be an http: or https: URL");
  const { origin, pathname } = new URL(baseUrl);
  return origin + (pathname.endsWith("/") ? pathname : `${pathname}/`);
}

function isHttpUrl(value: unknown): boolean {
  return typeof value === "string" && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

import { lookup as resolve, type LookupAddress } from "node:dns";
import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import type { LookupFunction } from "node:net";
import { isLoopbackAddress } from "../../../protocol/hosts/loopback.ts";
import { isPublicAddress } from "./public-address.ts";
import type { WebhookOptions } from "./webhook-options.ts";
import { checkWebhookUrl, isDevelopmentUrl } from "./webhook-url.ts";

/** The characters of a response to read. */
const maxResponseLength = 64 * 1024;

export interface WebhookRequest {
  readonly url: string;
  readonly body: string;
  readonly signature: string;
  readonly timeoutMs: number;
}

/**
 * Delivers a webhook and returns the body of a successful response. It connects to the address that was checked: with `fetch`
 * the name could resolve to another one in between. A redirect counts as a failure.
 *
 * @throws Error if the webhook was not delivered
 */
export async function post(
  request: WebhookRequest,
  options: WebhookOptions,
  signal: AbortSignal,
): Promise<string> {
  checkWebhookUrl(request.url, options);
  const response = await send(request, AbortSignal.any([signal, AbortSignal.timeout(request.timeoutMs)]));
  const { statusCode = 0 } = response;
  if (statusCode < 200 || statusCode > 299) {
    response.destroy();
    throw new Error(`the receiver responded with status ${statusCode}`);
  }
  return readText(response);
}

function send({ url: text, body, signature }: WebhookRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const url = new URL(text);
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  const isAllowed = isDevelopmentUrl(url) ? isLoopbackAddress : isPublicAddress;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method: "POST",
      // Keeps no connection open: webhooks are rare, and the name may resolve to another address later.
      agent: false,
      signal,
      lookup: checkedLookup(isAllowed),
      headers: {
        "Content-Type": "application/json",
        "Content-Length": Buffer.byteLength(body),
        "Webhook-Signature": signature,
      },
    });
    // A 101 response emits neither event.
    const onClose = () => reject(new Error("the receiver closed the connection without a response"));
    outgoing.on("response", resolve).on("error", reject).on("close", onClose).end(body);
  });
}

/** Resolves a name, and fails if any of its addresses is not allowed. */
function checkedLookup(isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      const refused = error ?? findRefused(hostname, addresses, isAllowed);
      const [first] = addresses ?? [];
      if (refused || !first) callback(refused ?? new Error(`${hostname} has no address`), "", 4);
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function findRefused(
  hostname: string,
  addresses: LookupAddress[],
  isAllowed: (address: string) => boolean,
): Error | undefined {
  const refused = addresses.some(({ address }) => !isAllowed(address));
  return refused ? new Error(`${hostname} does not resolve to public addresses`) : undefined;
}

/** The text of a response; empty if it is too long, as it then cannot be `{ "done": true }`. The webhook was delivered. */
async function readText(response: IncomingMessage): Promise<string> {
  let text = "";
  response.setEncoding("utf8");
  for await (const chunk of response) {
    text += chunk;
    if (text.length > maxResponseLength) return "";
  }
  return text;
}

import { lookup as resolve, type LookupAddress } from "node:dns";
import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { isPublicAddress } from "./public-address.ts";
import type { WebhookOptions } from "./webhook-options.ts";
import { checkWebhookUrl, isDevelopmentUrl } from "./webhook-url.ts";

const maxAnswerBytes = 64 * 1024;

export interface WebhookRequest {
  readonly url: string;
  readonly body: string;
  readonly signature: string;
  readonly timeoutMs: number;
}

/**
 * Delivers a webhook and returns what a success answered with. The connection goes to the very address
 * that was checked: with `fetch` a name could resolve to another one in between. A redirection is a failure.
 *
 * @throws Error anything that means it was not delivered
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
    throw new Error(`the receiver answered with status ${statusCode}`);
  }
  return readText(response);
}

function send({ url: text, body, signature }: WebhookRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const url = new URL(text);
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  const isAllowed = isDevelopmentUrl(url) ? isLoopback : isPublicAddress;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method: "POST",
      // No connection is kept: a receiver hears rarely, and its name may move.
      agent: false,
      signal,
      lookup: checkedLookup(isAllowed),
      headers: {
        "Content-Type": "application/json",
        "Content-Length": Buffer.byteLength(body),
        "Webhook-Signature": signature,
      },
    });
    // An answer that is none, such as 101, brings neither of the two.
    const unanswered = () => reject(new Error("the receiver closed the connection without an answer"));
    outgoing.on("response", resolve).on("error", reject).on("close", unanswered).end(body);
  });
}

/** Resolves a name and refuses it if any of its addresses is not allowed. */
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

function isLoopback(address: string): boolean {
  return isIP(address) === 4 ? address.startsWith("127.") : address === "::1";
}

/** What is longer than an answer can be is not one: it counts as delivered, and is not read to its end. */
async function readText(response: IncomingMessage): Promise<string> {
  let text = "";
  response.setEncoding("utf8");
  for await (const chunk of response) {
    text += chunk;
    if (text.length > maxAnswerBytes) return "";
  }
  return text;
}

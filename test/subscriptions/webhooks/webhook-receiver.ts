import { subscribe, unsubscribe } from "node:diagnostics_channel";
import {
  createServer,
  type ClientRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { until } from "../subscribed-store.ts";

export interface ReceivedWebhook {
  readonly rawBody: string;
  readonly signature: string;
  readonly body: {
    readonly subscription_id: string;
    readonly wake_id: string;
    readonly generation: number;
    readonly streams: { path: string; acked_offset: string; tail_offset: string; has_pending: boolean }[];
    readonly callback_url: string;
    readonly callback_token: string;
  };
}

/** A real receiver of webhooks on this machine. */
export interface WebhookReceiver {
  readonly url: string;
  readonly received: ReceivedWebhook[];
  /** How many requests to it this process has begun, whether they have arrived or not. */
  readonly requests: number;
  /** Its answer from now on; `"never"` leaves requests unanswered. */
  answer: { status: number; body?: string; headers?: Record<string, string> } | "never";
  /** The nth webhook to arrive, counted from 1. */
  get(n: number): Promise<ReceivedWebhook>;
}

export async function openReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  const server = createServer((request, response) => {
    void answerWebhook(request, response);
  });
  const answerWebhook = async (request: IncomingMessage, response: ServerResponse) => {
    const webhook = await receive(request);
    received.push(webhook);
    const { answer } = receiver;
    if (answer !== "never") response.writeHead(answer.status, answer.headers).end(answer.body);
  };
  const url = await listen(server);
  const requests = countRequests(new URL(url).host);
  const receiver: WebhookReceiver = {
    url,
    received,
    get requests() {
      return requests.count;
    },
    answer: { status: 200 },
    async get(n) {
      await until(() => received.length >= n);
      return received[n - 1]!;
    },
  };
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return receiver;
}

async function receive(request: IncomingMessage): Promise<ReceivedWebhook> {
  const rawBody = await text(request);
  const body = JSON.parse(rawBody) as ReceivedWebhook["body"];
  return { rawBody, signature: String(request.headers["webhook-signature"]), body };
}

/** A request counts from the moment at which it is sent, so that absence needs no waiting. */
function countRequests(host: string): { readonly count: number } {
  const requests = { count: 0 };
  const onStart = (message: unknown) => {
    const { request } = message as { request: ClientRequest };
    if (request.getHeader("host") === host) requests.count++;
  };
  subscribe("http.client.request.start", onStart);
  onTestFinished(() => void unsubscribe("http.client.request.start", onStart));
  return requests;
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`),
    );
  });
}

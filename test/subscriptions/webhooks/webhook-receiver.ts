import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
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
  /** What it answers from now on; `"never"` leaves requests unanswered. */
  answer: { status: number; body?: string; headers?: Record<string, string> } | "never";
  /** The n-th webhook that comes, from 1. */
  get(n: number): Promise<ReceivedWebhook>;
  /** Resolves when what was sent before has arrived: a request of the test's own comes after it. */
  settled(): Promise<void>;
}

const settledPath = "/settled";

export async function openReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  const server = createServer((request, response) => {
    void answerWebhook(request, response);
  });
  const answerWebhook = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === settledPath) return void response.end();
    const webhook = await receive(request);
    received.push(webhook);
    const { answer } = receiver;
    if (answer !== "never") response.writeHead(answer.status, answer.headers).end(answer.body);
  };
  const receiver: WebhookReceiver = {
    url: await listen(server),
    received,
    answer: { status: 200 },
    async get(n) {
      await until(() => received.length >= n);
      return received[n - 1]!;
    },
    async settled() {
      await fetch(new URL(settledPath, receiver.url));
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

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`),
    );
  });
}

import { createStreamsHandler } from "../../../src/http/index.ts";
import { toResponse } from "../../../src/http/response/response-parts.ts";
import { createSubscriptionRoutes } from "../../../src/http/subscriptions/index.ts";
import { openStoreWithClock, silent } from "../subscribed-store.ts";

export const root = "https://store.example/v1/stream/";

/** The routes behind a real handler, and `send` to call them. */
export async function openRoutes(options: Parameters<typeof createSubscriptionRoutes>[1] = {}) {
  const opened = await openStoreWithClock({ webhooks: {} });
  const { store } = opened;
  const routes = createSubscriptionRoutes(store, options);
  const handler = createStreamsHandler(store, {
    basePath: "/v1/stream",
    reserved: async (request, path) => toResponse(await routes(request, path), request, undefined),
    logger: silent,
  });
  const send = async (method: string, path: string, body?: unknown, token?: string) => {
    const request = new Request(root + path, {
      method,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    const response = await handler(request);
    const text = await response.text();
    return {
      status: response.status,
      type: response.headers.get("content-type"),
      body: text === "" ? undefined : JSON.parse(text),
    };
  };
  return { ...opened, send };
}

export const pull = "__ds/subscriptions/pull";
export const pullConfig = { type: "pull-wake", pattern: "jobs/*", wake_stream: "wake", lease_ttl_ms: 2000 };

import { once } from "node:events";
import { createServer, request as send, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createGzip } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { startServer } from "../start-server.ts";

describe("behind a proxy that compresses", () => {
  test("events arrive as they come", async () => {
    const { url, store } = await startServer();
    const proxy = await compressing(url);
    await store.create("log", { contentType: "text/plain", data: "first" });
    const response = await fetch(`${proxy}log?offset=-1&live=sse`);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const arrives = async (expected: string) => {
      while (!text.includes(expected)) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`the response ended with ${text}`);
        text += value;
      }
    };
    await arrives("data:first\n");
    await store.append("log", "second");
    await arrives("data:second\n");
    await reader.cancel();
  });

  test("a page is compressed, as the proxy likes", async () => {
    const { url, store } = await startServer();
    const proxy = await compressing(url);
    await store.create("log", { contentType: "text/plain", data: "hello" });
    const response = await fetch(`${proxy}log`);
    expect(response.headers.get("Content-Encoding")).toBe("gzip");
    expect(await response.text()).toBe("hello");
  });
});

test.each([
  ["events", "offset=-1&live=sse", "private, no-cache, no-transform"],
  ["events of a tail", "offset=now&live=sse", "private, no-cache, no-transform"],
  ["a long-poll with messages", "offset=-1&live=long-poll", "private, no-cache, no-transform"],
  ["a long-poll without messages", "offset=now&live=long-poll", "no-store, no-transform"],
])("%s must not be transformed", async (_, query, caching) => {
  const { url, store } = await startServer({ longPollTimeoutMs: 20, sseLifetimeMs: 20 });
  await store.create("log", { contentType: "text/plain", data: "hello" });
  const { headers } = await fetch(`${url}log?${query}`);
  expect(headers.get("Cache-Control")).toBe(caching);
  expect(headers.get("X-Accel-Buffering")).toBe(query.endsWith("sse") ? "no" : null);
});

/** Compresses each response as a whole, unless it says that it must not be transformed. */
async function compressing(target: string): Promise<string> {
  const proxy = createServer((request, response) => {
    const { host } = new URL(target);
    send(new URL(request.url!, target), { headers: { host } }, (answer) => pass(answer, response)).end();
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  onTestFinished(() => {
    proxy.close();
    proxy.closeAllConnections();
  });
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/`;
}

function pass(answer: IncomingMessage, response: ServerResponse): void {
  const { "content-length": _, ...headers } = answer.headers;
  if (headers["cache-control"]?.includes("no-transform")) {
    response.writeHead(answer.statusCode!, headers);
    answer.pipe(response);
  } else {
    response.writeHead(answer.statusCode!, { ...headers, "content-encoding": "gzip" });
    answer.pipe(createGzip()).pipe(response);
  }
}

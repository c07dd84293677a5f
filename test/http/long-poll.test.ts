import { expect, test } from "vitest";
import type { StreamStore } from "../../src/store/index.ts";
import { startServer } from "./start-server.ts";

/** Starts a long-poll at the tail of a stream with one message, and waits until it waits. */
async function startPoll(options: Parameters<typeof startServer>[0] = {}) {
  const server = await startServer(options);
  const { tailOffset } = await server.store.create("log", { contentType: "text/plain", data: "0" });
  const response = fetch(`${server.url}log?offset=${tailOffset}&live=long-poll`);
  return { ...server, tailOffset, response };
}

async function untilItWaits(store: StreamStore): Promise<void> {
  await expect.poll(() => store.stats().subscriptions).toBe(1);
}

test("a long-poll that waits when the stream is closed ends with Stream-Closed", async () => {
  const { store, response, tailOffset } = await startPoll();
  await untilItWaits(store);
  await store.closeStream("log");
  const { status, headers } = await response;
  expect(status).toBe(204);
  expect(headers.get("Stream-Closed")).toBe("true");
  expect(headers.get("Stream-Next-Offset")).toBe(tailOffset);
  expect(store.stats().subscriptions).toBe(0);
});

test("a long-poll that waits for the append that closes the stream gets it with Stream-Closed", async () => {
  const { store, response } = await startPoll();
  await untilItWaits(store);
  const { offset } = await store.append("log", "1", { close: true });
  const { status, headers } = await response;
  expect([status, await (await response).text()]).toEqual([200, "1"]);
  expect(headers.get("Stream-Closed")).toBe("true");
  expect(headers.get("Stream-Next-Offset")).toBe(offset);
});

test("a long-poll that ends for another reason does not say that the stream is closed", async () => {
  const timedOut = await startPoll({ longPollTimeoutMs: 1 });
  const stopped = await startPoll();
  await untilItWaits(stopped.store);
  await stopped.close();
  for (const { response, tailOffset, store } of [timedOut, stopped]) {
    const { status, headers } = await response;
    expect(status).toBe(204);
    expect(headers.get("Stream-Closed")).toBeNull();
    expect(headers.get("Stream-Next-Offset")).toBe(tailOffset);
    expect(store.stats().subscriptions).toBe(0);
  }
});

// Longer than the test may take: only the end of the response can release the reader.
const longPollTimeoutMs = 600_000;

test("a long-poll that gets a message at once or later holds no reader afterwards", async () => {
  const { store, url, response } = await startPoll({ longPollTimeoutMs });
  await untilItWaits(store);
  await store.append("log", "1");
  expect(await (await response).text()).toBe("1");
  await expect.poll(() => store.stats().subscriptions).toBe(0);
  const atOnce = await fetch(`${url}log?offset=-1&live=long-poll`);
  expect(await atOnce.text()).toBe("01");
  await expect.poll(() => store.stats().subscriptions).toBe(0);
});

test("a long-poll whose client leaves holds no reader afterwards", async () => {
  const { store, url, response } = await startPoll({ longPollTimeoutMs });
  await untilItWaits(store);
  const abort = new AbortController();
  const left = fetch(`${url}log?offset=now&live=long-poll`, { signal: abort.signal }).catch(String);
  await expect.poll(() => store.stats().subscriptions).toBe(2);
  abort.abort();
  expect(await left).toContain("AbortError");
  await untilItWaits(store);
  await store.closeStream("log");
  expect((await response).status).toBe(204);
  await expect.poll(() => store.stats().subscriptions).toBe(0);
});

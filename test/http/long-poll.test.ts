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

import { DurableStream, IdempotentProducer, stream } from "@durable-streams/client";
import { describe, expect, test } from "vitest";
import { startServer } from "./start-server.ts";

interface Order {
  readonly n: number;
}

describe("the official client against serveStreams", () => {
  test("creates, appends, reads and deletes", async () => {
    const { url } = await startServer();
    const orders = await DurableStream.create({ url: `${url}orders`, contentType: "application/json" });
    await orders.append(JSON.stringify({ n: 1 }));
    await orders.append(JSON.stringify({ n: 2 }));
    const response = await stream<Order>({ url: `${url}orders`, live: false });
    expect(await response.json()).toEqual([{ n: 1 }, { n: 2 }]);
    expect(await orders.head()).toMatchObject({ exists: true, contentType: "application/json" });
    await orders.delete();
    expect(await orders.head()).toEqual({ exists: false });
  });

  test.each(["long-poll", "sse"] as const)("follows a stream live by %s to its end", async (live) => {
    const { url, store } = await startServer();
    const before = store.stats().subscriptions;
    const orders = await DurableStream.create({ url: `${url}orders`, contentType: "application/json" });
    await orders.append(JSON.stringify({ n: 1 }));
    const response = await stream<Order>({ url: `${url}orders`, live });
    const received: Order[] = [];
    response.subscribeJson(({ items }) => {
      received.push(...items);
    });
    await expect.poll(() => received).toEqual([{ n: 1 }]);
    await orders.append(JSON.stringify({ n: 2 }));
    await expect.poll(() => received).toHaveLength(2);
    await orders.close({ body: JSON.stringify({ n: 3 }) });
    await response.closed;
    await expect.poll(() => received).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    await expect.poll(() => store.stats().subscriptions).toBe(before);
  });

  test("receives bytes unchanged in both live modes", async () => {
    const { url } = await startServer();
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const blob = await DurableStream.create({ url: `${url}blob`, contentType: "application/octet-stream" });
    await blob.append(bytes);
    await blob.close();
    for (const live of ["long-poll", "sse"] as const) {
      const response = await stream({ url: `${url}blob`, live });
      expect(await response.body()).toEqual(bytes);
    }
  });

  test("stores each message of an idempotent producer once", async () => {
    const { url } = await startServer();
    const log = await DurableStream.create({ url: `${url}log`, contentType: "application/json" });
    const producer = new IdempotentProducer(log, "writer", { autoClaim: true });
    for (let n = 0; n < 50; n++) producer.append(JSON.stringify({ n }));
    await producer.flush();
    await producer.close();
    const response = await stream<Order>({ url: `${url}log`, live: false });
    expect((await response.json()).map(({ n }) => n)).toEqual(Array.from({ length: 50 }, (_, n) => n));
  });

  test("sends a token", async () => {
    const { url } = await startServer({ token: "secret" });
    await expect(DurableStream.create({ url: `${url}orders` })).rejects.toMatchObject({ status: 401 });
    const headers = { Authorization: "Bearer secret" };
    const orders = await DurableStream.create({ url: `${url}orders`, headers, contentType: "text/plain" });
    await orders.append("hello");
    const response = await stream({ url: `${url}orders`, headers, live: false });
    expect(await response.text()).toBe("hello");
  });
});

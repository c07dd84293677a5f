import { stream, type StreamResponse } from "@durable-streams/client";
import { describe, expect, test } from "vitest";
import type { StreamStore } from "../../../src/store/index.ts";
import { startServer } from "../start-server.ts";

const count = 25_000;
const megabyte = 1024 * 1024;

describe("the official client reads all of a stream that is larger than a page", () => {
  test.each<[string, (response: StreamResponse<number>) => Promise<number>]>([
    ["json()", async (response) => (await response.json()).length],
    ["jsonStream()", async (response) => (await collect(response.jsonStream())).length],
    [
      "subscribeJson()",
      async (response) => {
        let received = 0;
        response.subscribeJson(({ items }) => void (received += items.length));
        await expect.poll(() => received).toBe(count);
        return received;
      },
    ],
  ])("of JSON messages with %s", async (_, read) => {
    const { url, store } = await startServer();
    await fillWithNumbers(store, "numbers");
    expect(await read(await stream<number>({ url: `${url}numbers`, live: false }))).toBe(count);
  });

  test("of text with text() and textStream(), of bytes with body() and bodyStream()", async () => {
    const { url, store } = await startServer();
    await fillWithBytes(store, "text", "text/plain");
    await fillWithBytes(store, "bytes", "application/octet-stream");
    const read = (path: string) => stream({ url: url + path, live: false });
    expect((await (await read("text")).text()).length).toBe(5 * megabyte);
    expect((await collect((await read("text")).textStream())).join("").length).toBe(5 * megabyte);
    expect((await (await read("bytes")).body()).length).toBe(5 * megabyte);
    expect(Buffer.concat(await collect((await read("bytes")).bodyStream())).length).toBe(5 * megabyte);
  });

  test.each([true, "long-poll", "sse"] as const)(
    "and follows it with live %s until it is closed",
    async (live) => {
      const { url, store } = await startServer();
      await fillWithNumbers(store, "numbers");
      await store.closeStream("numbers");
      const numbers = await (await stream<number>({ url: `${url}numbers`, live })).json();
      expect(numbers).toEqual(Array.from({ length: count }, (_, n) => n));
    },
  );

  test("from an offset in the middle, and continues where the response ended", async () => {
    const { url, store } = await startServer();
    await fillWithNumbers(store, "numbers");
    const { nextOffset } = await store.read("numbers", { limitMessages: 5000 });
    const rest = await stream<number>({ url: `${url}numbers`, offset: nextOffset, live: false });
    expect((await rest.json())[0]).toBe(5000);
    await store.append("numbers", [-1, -2]);
    const news = await stream<number>({ url: `${url}numbers`, offset: rest.offset, live: false });
    expect(await news.json()).toEqual([-1, -2]);
  });
});

async function fillWithNumbers(store: StreamStore, path: string): Promise<void> {
  await store.create(path, { contentType: "application/json" });
  for (let from = 0; from < count; from += 1000)
    await store.append(
      path,
      Array.from({ length: 1000 }, (_, n) => from + n),
    );
}

async function fillWithBytes(store: StreamStore, path: string, contentType: string): Promise<void> {
  await store.create(path, { contentType });
  for (let n = 0; n < 5; n++) await store.append(path, "x".repeat(megabyte));
}

async function collect<T>(chunks: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
}

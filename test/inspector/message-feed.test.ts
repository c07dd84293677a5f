import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectInspection, type Inspection, type Streams } from "../../renderer/client/index.ts";
import { MessageFeed } from "../../renderer/inspector/messages/list/message-feed.ts";
import { fromMessagePort } from "../../src/ipc/ports/message-port.ts";
import { servePort } from "../../src/ipc/server/server.ts";
import { openStreamStore, type StreamStore } from "../../src/store/index.ts";

let store: StreamStore;
let streams: Streams;
let inspection: Inspection;
let feed: MessageFeed | undefined;

beforeEach(async () => {
  store = openStreamStore({ inMemory: true });
  const connect = async () => {
    const { port1, port2 } = new MessageChannel();
    servePort(store, fromMessagePort(port1), { access: "read", inspection: true });
    return fromMessagePort(port2);
  };
  ({ streams, inspection } = await connectInspection({ connect }));
});

afterEach(async () => {
  feed?.dispose();
  streams.close();
  await store.close();
});

const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, i) => from + i);

async function open(path: string): Promise<MessageFeed> {
  feed = new MessageFeed(inspection, path, () => {});
  feed.update(await streams.head(path));
  return feed;
}

/** Waits until all of the positions have their rows. */
async function seen(feed: MessageFeed, first: number, last: number): Promise<string[]> {
  feed.want(first, last);
  const positions = numbers(last - first + 1, first);
  await expect.poll(() => positions.every((position) => feed.row(position) !== undefined)).toBe(true);
  return positions.map((position) => new TextDecoder().decode(feed.row(position)!.head));
}

describe("a feed", () => {
  it("has a row for each position, and reads those in view", async () => {
    await store.create("n", { contentType: "application/json", data: numbers(5000) });
    const feed = await open("n");
    expect([feed.first, feed.end]).toEqual([0, 5000]);
    expect(await seen(feed, 4321, 4330)).toEqual(numbers(10, 4321).map(String));
    expect(feed.row(0)).toBeUndefined();
    expect(feed.row(4321)!.offset).toBe(feed.offsetBefore(4322));
    expect(
      (await store.read("n", { offset: feed.row(4321)!.offset, limitMessages: 1 })).messages[0]!.data,
    ).toBe(4322);
  });

  it("shows JSON as it was written", async () => {
    const text = '[{"n":12345678901234567890.10,"a":1,"a":2},"x"]';
    await store.create("n", { contentType: "application/json", data: new TextEncoder().encode(text) });
    const feed = await open("n");
    expect(await seen(feed, 0, 1)).toEqual(['{"n":12345678901234567890.10,"a":1,"a":2}', '"x"']);
  });

  it("goes through a fork of a fork as through any stream, with offsets of its own", async () => {
    await store.create("a", { contentType: "application/json", data: [0, 1, 2] });
    await store.create("b", { fork: { path: "a" }, data: [3, 4] });
    await store.create("c", { fork: { path: "b" }, data: [5, 6] });
    const feed = await open("c");
    expect(await seen(feed, 0, 6)).toEqual(numbers(7).map(String));
    const { messages } = await store.read("c");
    for (const { offset, data } of messages.slice(0, -1))
      expect(await feed.seek(offset)).toBe((data as number) + 1);
  });

  it("keeps 2,000 rows at the most", async () => {
    await store.create("n", { contentType: "application/json", data: numbers(10_000) });
    const feed = await open("n");
    for (let first = 0; first < 10_000; first += 100) await seen(feed, first, first + 99);
    const kept = numbers(10_000).filter((position) => feed.row(position) !== undefined);
    expect(kept.length).toBeLessThanOrEqual(2000);
    expect(kept.at(-1)).toBe(9999);
  });

  it("keeps the head of a huge message only", async () => {
    await store.create("bytes", { data: [new Uint8Array(3_000_000).fill(7), "small"] });
    const feed = await open("bytes");
    await seen(feed, 0, 1);
    expect(feed.row(0)).toMatchObject({ size: 3_000_000, position: 0 });
    expect(feed.row(0)!.head.buffer.byteLength).toBeLessThan(10_000);
  });

  it("restarts no time to live", async () => {
    await store.create("n", { contentType: "application/json", ttlSeconds: 60, data: [1] });
    const { deadline } = await store.head("n");
    await seen(await open("n"), 0, 0);
    expect((await store.head("n")).deadline).toEqual(deadline);
  });

  it("follows the tail, whatever is appended meanwhile", async () => {
    await store.create("n", { contentType: "application/json" });
    const feed = await open("n");
    feed.follow(true);
    for (let from = 0; from < 60_000; from += 20_000) {
      await store.append("n", numbers(20_000, from));
      feed.update(await streams.head("n"));
    }
    await expect.poll(() => feed.end).toBe(60_000);
    expect(await seen(feed, 59_950, 59_999)).toEqual(numbers(50, 59_950).map(String));
  });

  it("keeps what retention drops in its list while someone looks at it", async () => {
    const retention = { maxMessages: 100 };
    await store.create("n", { contentType: "application/json", retention, data: numbers(100) });
    const feed = await open("n");
    await seen(feed, 50, 60);
    feed.follow(false, { hold: true });
    await store.append("n", numbers(200, 100));
    feed.update(await streams.head("n"));
    expect([feed.floor, feed.first]).toEqual([200, 0]);
    expect(feed.row(55)).toBeDefined();
    feed.follow(true);
    expect(feed.first).toBe(200);
  });

  it("takes a number of messages for an offset", async () => {
    await store.create("n", { contentType: "application/json", data: numbers(300) });
    expect(await (await open("n")).seek("42")).toBe(42);
  });

  it("refuses offsets below the floor with GONE, and finds the start", async () => {
    await store.create("n", {
      contentType: "application/json",
      retention: { maxMessages: 100 },
      data: numbers(300),
    });
    const feed = await open("n");
    await expect(feed.seek("5")).rejects.toMatchObject({ code: "GONE" });
    await expect(feed.seek("no offset")).rejects.toMatchObject({ code: "BAD_REQUEST" });
    expect(await feed.seek("-1")).toBe(feed.floor);
    expect(feed.floor).toBe(200);
  });

  it("raises its floor when retention was faster than the info", async () => {
    await store.create("n", {
      contentType: "application/json",
      retention: { maxMessages: 1000 },
      data: numbers(1000),
    });
    const feed = await open("n");
    await store.append("n", numbers(500, 1000));
    feed.want(490, 510);
    await expect.poll(() => feed.row(505)).toBeDefined();
    expect(feed.floor).toBe(500);
    expect(feed.problem).toBeUndefined();
  });

  it("starts over when the stream is another one", async () => {
    await store.create("n", { contentType: "application/json", data: ["old"] });
    const feed = await open("n");
    await seen(feed, 0, 0);
    await store.delete("n");
    await store.create("n", { contentType: "application/json", data: ["new"] });
    feed.update(await streams.head("n"));
    expect(await seen(feed, 0, 0)).toEqual(['"new"']);
  });
});

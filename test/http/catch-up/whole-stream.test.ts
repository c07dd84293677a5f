import { describe, expect, onTestFinished, test } from "vitest";
import { createStreamsHandler } from "../../../src/http/index.ts";
import { openStreamStore, StreamError, type StreamStore } from "../../../src/store/index.ts";
import { errorIn, startServer } from "../start-server.ts";

/** More than two pages. */
const count = 25_000;

describe("a catch-up response", () => {
  test("holds all messages up to the tail as one JSON array, and says so", async () => {
    const { url, store } = await startServer();
    await fill(store, "log");
    const { tailOffset } = await store.head("log");
    const response = await fetch(`${url}log`);
    expect(response.headers.get("Stream-Next-Offset")).toBe(tailOffset);
    expect(response.headers.get("Stream-Up-To-Date")).toBe("true");
    expect(response.headers.get("Stream-Closed")).toBeNull();
    expect(await response.text()).toBe(`[${numbers().join()}]`);
    await store.closeStream("log");
    const closed = await fetch(`${url}log`);
    expect(closed.headers.get("Stream-Closed")).toBe("true");
    expect(await closed.json()).toEqual(numbers());
  });

  test("ends at the offset that its headers name, whatever is appended meanwhile", async () => {
    const { url, store } = await startServer();
    await fill(store, "log");
    const response = await fetch(`${url}log`);
    await store.append("log", [-1, -2], { close: true });
    expect(await response.json()).toEqual(numbers());
    const next = response.headers.get("Stream-Next-Offset")!;
    expect(await (await fetch(`${url}log?offset=${next}`)).json()).toEqual([-1, -2]);
  });

  test("crosses from the messages of a source into those of its forks", async () => {
    const { url, store } = await startServer();
    await fill(store, "source");
    await store.create("fork", { fork: { path: "source" } });
    await append(store, "fork");
    await store.create("fork of it", { fork: { path: "fork" } });
    await store.append("fork of it", [-1]);
    const twice = [...numbers(), ...numbers()];
    expect(await (await fetch(`${url}fork`)).json()).toEqual(twice);
    expect(await (await fetch(`${url}fork%20of%20it`)).json()).toEqual([...twice, -1]);
  });

  test("keeps every byte of a byte stream in its place", async () => {
    const { url, store } = await startServer();
    await store.create("bytes");
    const parts = Array.from({ length: 40 }, (_, n) => Buffer.alloc(100_000 + n, n));
    for (const part of parts) await store.append("bytes", part);
    const body = Buffer.from(await (await fetch(`${url}bytes`)).arrayBuffer());
    expect(body.equals(Buffer.concat(parts))).toBe(true);
  });

  test("responds with 304 while nothing is appended, and with another ETag after that", async () => {
    const { url, store } = await startServer();
    await fill(store, "log");
    const first = await fetch(`${url}log`);
    await first.arrayBuffer();
    const headers = { "If-None-Match": first.headers.get("ETag")! };
    expect((await fetch(`${url}log`, { headers })).status).toBe(304);
    await store.append("log", [-1]);
    const second = await fetch(`${url}log`, { headers });
    expect(second.status).toBe(200);
    expect(await second.json()).toHaveLength(count + 1);
  });
});

describe("limit", () => {
  test("asks for pages, which lead to the tail", async () => {
    const { url, store } = await startServer();
    await fill(store, "log");
    const found: number[] = [];
    let offset = "-1";
    for (let pages = 1; ; pages++) {
      const response = await fetch(`${url}log?limit=7000&offset=${offset}`);
      found.push(...((await response.json()) as number[]));
      offset = response.headers.get("Stream-Next-Offset")!;
      if (response.headers.has("Stream-Up-To-Date")) {
        expect(pages).toBe(4);
        break;
      }
      expect(found).toHaveLength(pages * 7000);
    }
    expect(found).toEqual(numbers());
  });

  test("is at most 10,000 messages and about 1 MiB, and at least one message", async () => {
    const { url, store } = await startServer();
    await fill(store, "log");
    expect(await (await fetch(`${url}log?limit=99999`)).json()).toHaveLength(10_000);
    await store.create("bytes");
    for (let n = 0; n < 3; n++) await store.append("bytes", new Uint8Array(2 * 1024 * 1024));
    expect((await (await fetch(`${url}bytes?limit=3`)).arrayBuffer()).byteLength).toBe(2 * 1024 * 1024);
  });

  test.each(["0", "-1", "1.5", "many", ""])("of %j is refused", async (limit) => {
    const { url, store } = await startServer();
    await store.create("log");
    expect(await errorIn(await fetch(`${url}log?limit=${limit}`))).toEqual({
      status: 400,
      code: "BAD_REQUEST",
    });
  });
});

describe("a response that cannot be completed breaks off", () => {
  test.each<[string, (store: StreamStore) => Promise<unknown>]>([
    ["the stream is deleted", (store) => store.delete("log")],
    [
      "the stream is deleted and created again",
      async (store) => {
        await store.delete("log");
        await fill(store, "log");
      },
    ],
    [
      "retention drops messages that are still to come",
      (store) => store.setRetention("log", { maxMessages: 1 }),
    ],
    ["the store is closed", (store) => store.close()],
  ])("when %s", async (_, happens) => {
    const { store, reader } = await startReading();
    await happens(store);
    await expect(readRest(reader)).rejects.toThrow(StreamError);
  });

  test("when the stream expires", async () => {
    let now = Date.now();
    const { reader } = await startReading({ now: () => now, ttlSeconds: 60 });
    now += 61_000;
    await expect(readRest(reader)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("and a client over HTTP sees that it is incomplete", async () => {
    const { url, store } = await startServer();
    await store.create("bytes");
    // More than the system buffers between a server and a client.
    for (let n = 0; n < 64; n++) await store.append("bytes", new Uint8Array(1024 * 1024));
    const response = await fetch(`${url}bytes`);
    await store.delete("bytes");
    await expect(response.arrayBuffer()).rejects.toThrow();
  });
});

describe("while a client reads", () => {
  test("a page is read when the one before has been taken, and none for a client that has gone", async () => {
    const { reader, reads } = await startReading();
    expect(reads()).toBe(1);
    await reader.read();
    expect(reads()).toBe(2);
    await reader.cancel();
    expect(reads()).toBe(2);
  });

  test("its messages can be deleted and their space reclaimed", async () => {
    const { store, reader } = await startReading();
    const before = store.stats().fileBytes;
    await store.setRetention("log", { maxMessages: 1 });
    await store.compact();
    expect(store.stats().fileBytes).toBeLessThan(before);
    await expect(readRest(reader)).rejects.toMatchObject({ code: "GONE" });
  });

  test("others get a turn of the event loop between two pages", async () => {
    const { reader, reads } = await startReading();
    let turns = 0;
    const next = () => {
      turns++;
      immediate = setImmediate(next);
    };
    let immediate = setImmediate(next);
    await readRest(reader);
    clearImmediate(immediate);
    expect(turns).toBeGreaterThanOrEqual(reads() - 1);
  });
});

interface Reading {
  readonly store: StreamStore;
  readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  /** How many pages were read from the store. */
  reads(): number;
}

/** Reads the first page of a long stream through the handler. */
async function startReading({
  now,
  ttlSeconds,
}: { readonly now?: () => number; readonly ttlSeconds?: number } = {}): Promise<Reading> {
  const store = openStreamStore({ inMemory: true, ...(now && { now }) });
  onTestFinished(() => store.close());
  await fill(store, "log", ttlSeconds);
  let reads = 0;
  const counting = new Proxy(store, {
    get(target, name) {
      if (name === "readPacked") reads++;
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const response = await createStreamsHandler(counting)(new Request("http://localhost/log"));
  const reader = response.body!.getReader();
  await reader.read();
  return { store, reader, reads: () => reads };
}

async function readRest(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  for (let done = false; !done;) ({ done } = await reader.read());
}

function numbers(): number[] {
  return Array.from({ length: count }, (_, n) => n);
}

async function fill(store: StreamStore, path: string, ttlSeconds?: number): Promise<void> {
  await store.create(path, {
    contentType: "application/json",
    ...(ttlSeconds !== undefined && { ttlSeconds }),
  });
  await append(store, path);
}

async function append(store: StreamStore, path: string): Promise<void> {
  const all = numbers();
  for (let from = 0; from < count; from += 5000) await store.append(path, all.slice(from, from + 5000));
}

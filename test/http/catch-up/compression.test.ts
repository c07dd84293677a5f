import { request, type IncomingHttpHeaders } from "node:http";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { UnreadBudget } from "../../../src/http/catch-up/unread-budget.ts";
import { createStreamsHandler } from "../../../src/http/index.ts";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { startServer } from "../start-server.ts";

const numbers = Array.from({ length: 25_000 }, (_, n) => n);
const acceptsGzip = { "Accept-Encoding": "gzip, deflate" };
const forwarded = { ...acceptsGzip, "X-Forwarded-For": "192.0.2.1" };

describe("gzip", () => {
  test.each([
    [undefined, acceptsGzip, undefined],
    [undefined, forwarded, "gzip"],
    [undefined, { ...acceptsGzip, Via: "1.1 proxy" }, "gzip"],
    [true, acceptsGzip, "gzip"],
    [false, forwarded, undefined],
  ])("with compress %s, for a request with %o: %s", async (compress, headers, encoding) => {
    const { url, store } = await startServer(compress === undefined ? {} : { compress });
    await fill(store);
    const response = await get(`${url}log`, headers);
    expect(response.headers["content-encoding"]).toBe(encoding);
    const body = encoding ? gunzipSync(response.body) : response.body;
    expect(JSON.parse(body.toString())).toEqual(numbers);
    expect(response.body.length < 60_000).toBe(encoding === "gzip");
  });

  test("is used for requests to another host, if the handler runs behind a server of one's own", async () => {
    const store = openStreamStore({ inMemory: true });
    onTestFinished(() => store.close());
    await fill(store);
    const handler = createStreamsHandler(store);
    const encodingOn = async (root: string) => {
      const response = await handler(new Request(`${root}/log`, { headers: acceptsGzip }));
      await response.body?.cancel();
      return response.headers.get("Content-Encoding");
    };
    expect(await encodingOn("https://streams.example")).toBe("gzip");
    for (const host of ["localhost", "app.localhost", "127.0.0.2:80", "[::1]:80"])
      expect(await encodingOn(`http://${host}`)).toBeNull();
  });

  test.each([
    ["gzip", true],
    ["GZIP;q=0.5", true],
    ["*", true],
    ["br, x-gzip", true],
    ["gzip;q=0, *", false],
    ["*;q=0", false],
    ["br", false],
    ["", false],
  ])("for Accept-Encoding %j: %s", async (accepted, isCompressed) => {
    const { url, store } = await startServer({ compress: true });
    await fill(store);
    const { headers } = await get(`${url}log`, { "Accept-Encoding": accepted });
    expect(headers["content-encoding"] === "gzip").toBe(isCompressed);
    expect(headers.vary).toContain("Accept-Encoding");
  });

  test("leaves small bodies, bytes and events as they are", async () => {
    const { url, store } = await startServer({ compress: true, sseLifetimeMs: 100 });
    await store.create("small", { contentType: "text/plain", data: "x".repeat(1023) });
    await store.create("bytes", { data: new Uint8Array(5000) });
    await store.create("log", { contentType: "text/plain", data: "x".repeat(5000) });
    for (const path of ["small", "bytes", "log?offset=-1&live=sse"])
      expect((await get(url + path, acceptsGzip)).headers["content-encoding"]).toBeUndefined();
    const poll = await get(`${url}log?offset=-1&live=long-poll`, acceptsGzip);
    expect(poll.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(poll.body).toString()).toBe("x".repeat(5000));
  });

  test("has ETags of its own", async () => {
    const { url, store } = await startServer({ compress: true });
    await fill(store);
    const plain = await get(`${url}log`, {});
    const zipped = await get(`${url}log`, acceptsGzip);
    expect(zipped.headers.etag).not.toBe(plain.headers.etag);
    const again = (headers: Record<string, string>, etag: string | undefined) =>
      get(`${url}log`, { ...headers, "If-None-Match": etag! });
    expect((await again(acceptsGzip, zipped.headers.etag)).status).toBe(304);
    expect((await again({}, plain.headers.etag)).status).toBe(304);
    expect((await again({}, zipped.headers.etag)).status).toBe(200);
  });

  test("of a response that cannot be completed breaks off", async () => {
    const { store, reader } = await startReading();
    await store.delete("log");
    await expect(readRest(reader)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("counts nothing as unread when the client has read all, or has gone", async () => {
    const unread = new UnreadBudget();
    const first = await startReading(unread);
    await readRest(first.reader);
    expect(unread.bytes).toBe(0);
    const second = await startReading(unread);
    expect(unread.bytes).toBeGreaterThan(0);
    await second.reader.cancel();
    await expect.poll(() => unread.bytes).toBe(0);
  });
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Not `fetch`, which decodes the body and adds headers. */
function get(url: string, headers: Record<string, string>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers }, (response) => {
      buffer(response).then(
        (body) => resolve({ status: response.statusCode, headers: response.headers, body }),
        reject,
      );
    });
    sent.on("error", reject).end();
  });
}

async function startReading(
  unread = new UnreadBudget(),
): Promise<{ store: StreamStore; reader: ReadableStreamDefaultReader<Uint8Array> }> {
  const store = openStreamStore({ inMemory: true });
  onTestFinished(() => store.close());
  await store.create("log", { contentType: "text/plain" });
  // Random: what compresses well would be read to its end before the first chunk is full.
  for (let n = 0; n < 100; n++) await store.append("log", crypto.getRandomValues(new Uint8Array(65_000)));
  const handler = createStreamsHandler(store, { compress: true, unread });
  const response = await handler(new Request("http://localhost/log", { headers: acceptsGzip }));
  const reader = response.body!.getReader();
  await reader.read();
  return { store, reader };
}

async function readRest(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  for (let done = false; !done;) ({ done } = await reader.read());
}

async function fill(store: StreamStore): Promise<void> {
  await store.create("log", { contentType: "application/json" });
  for (let from = 0; from < numbers.length; from += 5000)
    await store.append("log", numbers.slice(from, from + 5000));
}

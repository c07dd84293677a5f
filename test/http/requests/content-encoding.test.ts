import { once } from "node:events";
import { connect } from "node:net";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { createStreamsHandler } from "../../../src/http/index.ts";
import { errorIn, startServer } from "../start-server.ts";

const text = "Zürich ".repeat(1000);

describe("an encoded body", () => {
  test.each<[string, Buffer<ArrayBuffer>]>([
    ["gzip", gzipSync(text)],
    ["x-gzip", gzipSync(text)],
    ["GZIP", gzipSync(text)],
    ["gzip", Buffer.concat([gzipSync("Zürich "), gzipSync("Zürich ".repeat(999))])],
    ["deflate", deflateSync(text)],
    ["deflate", deflateRawSync(text)],
    ["br", brotliCompressSync(text)],
    ["identity", Buffer.from(text)],
    ["identity, gzip", gzipSync(text)],
  ])("in %s is stored decoded", async (encoding, body) => {
    const { url, store } = await startServer();
    const headers = { "Content-Type": "text/plain", "Content-Encoding": encoding };
    expect((await fetch(`${url}log`, { method: "PUT", headers, body })).status).toBe(201);
    expect((await fetch(`${url}log`, { method: "POST", headers, body })).status).toBe(204);
    expect(await (await fetch(`${url}log`)).text()).toBe(text + text);
    expect((await store.head("log")).messageCount).toBe(2);
    const handle = createStreamsHandler(store);
    const request = new Request(`${url}log`, { method: "POST", headers, body });
    expect((await handle(request)).status).toBe(204);
    expect((await store.head("log")).messageCount).toBe(3);
  });

  test("of JSON is an array of messages, and of a subscription its configuration", async () => {
    const { url, store } = await startServer();
    const headers = { "Content-Type": "application/json", "Content-Encoding": "gzip" };
    const put = (path: string, value: unknown) =>
      fetch(url + path, { method: "PUT", headers, body: gzipSync(JSON.stringify(value)) });
    expect((await put("log", [1, 2])).status).toBe(201);
    expect((await store.head("log")).messageCount).toBe(2);
    await store.create("wake", { contentType: "application/json" });
    const subscription = { type: "pull-wake", streams: ["log"], wake_stream: "wake" };
    expect((await put("__ds/subscriptions/a", subscription)).status).toBe(201);
  });

  test.each<[string, string, Buffer<ArrayBuffer>]>([
    ["in zstd", "zstd", zstdCompressSync(text)],
    ["in an unknown encoding", "nonsense", Buffer.from(text)],
    ["in the encoding __proto__", "__proto__", Buffer.from(text)],
    ["in two encodings", "gzip, br", brotliCompressSync(gzipSync(text))],
  ])("%s is refused with 415 and what is accepted", async (_, encoding, body) => {
    const { url, store } = await startServer();
    const headers = { "Content-Type": "text/plain", "Content-Encoding": encoding };
    const response = await fetch(`${url}log`, { method: "PUT", headers, body });
    expect(response.headers.get("Accept-Encoding")).toBe("gzip, deflate, br");
    expect(await errorIn(response)).toEqual({ status: 415, code: "UNSUPPORTED_ENCODING" });
    expect(store.stats().streams).toBe(0);
  });

  test.each<[string, string, Buffer<ArrayBuffer>]>([
    ["is not gzip", "gzip", Buffer.from(text)],
    ["is cut", "gzip", gzipSync(text).subarray(0, -9)],
    ["is damaged", "gzip", gzipSync(text).fill(0, 12, 20)],
    ["has bytes after its end", "gzip", Buffer.concat([gzipSync(text), Buffer.from("and more")])],
    ["has bytes after its end", "deflate", Buffer.concat([deflateSync(text), Buffer.from("and more")])],
    ["has bytes after its end", "br", Buffer.concat([brotliCompressSync(text), Buffer.from("and more")])],
    ["is not brotli", "br", Buffer.from(text)],
    ["is not deflate", "deflate", Buffer.from([0x78, 0x9c, 0xff, 0xff])],
  ])("that %s is refused with 400", async (_, encoding, body) => {
    const { url, store } = await startServer();
    const headers = { "Content-Type": "text/plain", "Content-Encoding": encoding };
    const response = await fetch(`${url}log`, { method: "PUT", headers, body });
    expect(await errorIn(response)).toEqual({ status: 400, code: "BAD_REQUEST" });
    expect(store.stats().streams).toBe(0);
  });

  test.each<[string, (body: Uint8Array) => Buffer<ArrayBuffer>]>([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["deflate", deflateRawSync],
    ["br", brotliCompressSync],
  ])("in %s that decodes to more than maxBodyBytes is refused with 413", async (encoding, compress) => {
    const { url, store } = await startServer({ maxBodyBytes: 1_000_000 });
    const bomb = compress(new Uint8Array(64 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(200_000);
    const headers = { "Content-Encoding": encoding };
    await store.create("log");
    for (const method of ["POST", "PUT"]) {
      const response = await fetch(`${url}log`, {
        method,
        headers: { ...headers, "Content-Type": "application/octet-stream" },
        body: bomb,
      });
      expect(await errorIn(response)).toEqual({ status: 413, code: "TOO_LARGE" });
    }
    const largest = compress(new Uint8Array(1_000_000));
    expect((await fetch(`${url}new`, { method: "PUT", headers, body: largest })).status).toBe(201);
    expect((await store.head("log")).messageCount).toBe(0);
  });

  test("counts towards maxBodiesBytes as much as it has decoded to", async () => {
    const { url, store } = await startServer({ maxBodyBytes: 1_000_000, maxBodiesBytes: 1_500_000 });
    await store.create("log");
    const { port, host } = new URL(url);
    const slow = connect(Number(port), "127.0.0.1");
    slow.on("error", () => {});
    slow.write(`POST /log HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1000000\r\n\r\nx`);
    const append = async (encoding: string, body: Buffer<ArrayBuffer>) => {
      const headers = { "Content-Type": "application/octet-stream", "Content-Encoding": encoding };
      return (await fetch(`${url}log`, { method: "POST", headers, body })).status;
    };
    const zeros = new Uint8Array(900_000);
    const [gzip, brotli] = [gzipSync(zeros), brotliCompressSync(zeros)];
    await expect.poll(() => append("gzip", gzip)).toBe(429);
    expect(await append("br", brotli)).toBe(429);
    const small = Array.from({ length: 20 }, () => append("br", brotliCompressSync("x")));
    expect(new Set(await Promise.all(small))).toEqual(new Set([204]));
    slow.destroy();
    await expect.poll(() => append("gzip", gzip)).toBe(204);
    expect(await append("br", brotli)).toBe(204);
  });

  test("that is empty is no body", async () => {
    const { url, store } = await startServer();
    await store.create("log");
    const headers = { "Content-Encoding": "gzip", "Stream-Closed": "true" };
    expect((await fetch(`${url}log`, { method: "POST", headers })).status).toBe(204);
  });
});

test.each([
  ["gzip, chunked", 501],
  ["Chunked", 204],
  ["identity, chunked", 204],
])("responds to the Transfer-Encoding %s with %i", async (coding, status) => {
  const { url, store } = await startServer();
  await store.create("log", { contentType: "text/plain" });
  const { port, host } = new URL(url);
  const socket = connect(Number(port), "127.0.0.1");
  const headers = `Host: ${host}\r\nContent-Type: text/plain\r\nConnection: close`;
  socket.write(`POST /log HTTP/1.1\r\n${headers}\r\nTransfer-Encoding: ${coding}\r\n\r\n1\r\nx\r\n0\r\n\r\n`);
  const [head] = await once(socket, "data");
  expect(String(head)).toContain(`HTTP/1.1 ${status} `);
  socket.destroy();
  expect((await store.head("log")).messageCount).toBe(status === 204 ? 1 : 0);
});

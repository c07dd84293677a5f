import { DurableStream } from "@durable-streams/client";
import { describe, expect, test } from "vitest";
import { BodyBudget } from "../../src/http/server/body-budget.ts";
import { errorIn, startServer } from "./start-server.ts";

const mebibyte = 1024 * 1024;

describe("appends that the official client sends as one request", () => {
  test.each([
    [13, "application/octet-stream"],
    [15, "application/octet-stream"],
    [48, "text/plain"],
    [13, "application/json"],
  ])("%i of 1 MiB at once, %s", async (count, contentType) => {
    const { url, store } = await startServer();
    const log = await DurableStream.create({ url: `${url}log`, contentType });
    const data = contentType.endsWith("json") ? JSON.stringify("x".repeat(mebibyte)) : "x".repeat(mebibyte);
    await Promise.all(Array.from({ length: count }, () => log.append(data)));
    expect((await store.head("log")).byteCount).toBe(count * data.length);
  });

  test("120,001 small JSON messages at once", async () => {
    const { url, store } = await startServer();
    const log = await DurableStream.create({ url: `${url}log`, contentType: "application/json" });
    const count = 120_001;
    await Promise.all(Array.from({ length: count }, (_, n) => log.append(JSON.stringify(n))));
    expect((await store.head("log")).messageCount).toBe(count);
    const numbers = (await (await fetch(`${url}log`)).json()) as number[];
    expect(numbers).toHaveLength(count);
    expect(numbers.every((number, n) => number === n)).toBe(true);
  });
});

describe("a body above the store's largest message", () => {
  test.each(["POST", "PUT"] as const)("of bytes becomes several messages, by %s", async (method) => {
    const { url, store } = await startServer();
    if (method === "POST") await store.create("log");
    const body = Buffer.alloc(25 * mebibyte, "0123456789abcde");
    const request = { method, headers: { "Content-Type": "application/octet-stream" }, body };
    expect((await fetch(`${url}log`, request)).ok).toBe(true);
    expect((await store.head("log")).messageCount).toBe(3);
    expect(Buffer.from(await (await fetch(`${url}log`)).arrayBuffer()).equals(body)).toBe(true);
  });

  test("of text is not cut within a character", async () => {
    const { url, store } = await startServer();
    await store.create("log", { contentType: "text/plain" });
    const body = "€".repeat(5 * mebibyte);
    await fetch(`${url}log`, { method: "POST", headers: { "Content-Type": "text/plain" }, body });
    const { messages } = await store.read("log", { limitBytes: 64 * mebibyte });
    const texts = messages.map(({ data }) => new TextDecoder().decode(data as Uint8Array));
    expect(texts.length).toBeGreaterThan(1);
    expect(texts.join("") === body).toBe(true);
  });

  test("is stored once by a producer that sends it twice", async () => {
    const { url, store } = await startServer();
    await store.create("log");
    const headers = {
      "Content-Type": "application/octet-stream",
      "Producer-Id": "p",
      "Producer-Epoch": "0",
      "Producer-Seq": "0",
    };
    const send = () => fetch(`${url}log`, { method: "POST", headers, body: new Uint8Array(11 * mebibyte) });
    expect([(await send()).status, (await send()).status]).toEqual([200, 204]);
    expect((await store.head("log")).byteCount).toBe(11 * mebibyte);
  });

  test("is refused if it is one JSON message", async () => {
    const { url, store } = await startServer();
    await store.create("log", { contentType: "application/json" });
    const response = await fetch(`${url}log`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify("x".repeat(11 * mebibyte)),
    });
    expect(await errorIn(response)).toEqual({ status: 413, code: "TOO_LARGE" });
  });
});

test("refuses bodies above 64 MiB by default", async () => {
  const { url, store } = await startServer();
  await store.create("log");
  const headers = { "Content-Type": "application/octet-stream" };
  const post = (bytes: number) =>
    fetch(`${url}log`, { method: "POST", headers, body: new Uint8Array(bytes) });
  expect(await errorIn(await post(64 * mebibyte + 1))).toEqual({ status: 413, code: "TOO_LARGE" });
  expect((await post(64 * mebibyte)).status).toBe(204);
});

test("bodies of unknown size count as they arrive, so that many can be received at once", () => {
  const bodies = new BodyBudget({ maxBodyBytes: 64 * mebibyte, maxBodiesBytes: 256 * mebibyte });
  const chunked = () =>
    new Request("http://localhost", { method: "POST", headers: { "Transfer-Encoding": "chunked" } });
  const requests = Array.from({ length: 25 }, chunked);
  for (const request of requests) bodies.reserve(request);
  const [first, second] = requests;
  expect(() => bodies.grow(first!, 64 * mebibyte)).toThrow(expect.objectContaining({ code: "TOO_MANY" }));
  bodies.grow(first!, 16 * mebibyte);
  expect(() => bodies.grow(second!, 11 * mebibyte)).toThrow(expect.objectContaining({ code: "TOO_MANY" }));
  for (const request of requests.slice(2)) bodies.release(request);
  bodies.grow(second!, 64 * mebibyte);
});

test("a body of unknown size that outgrows what all bodies may take is refused with TOO_MANY", async () => {
  const { url, store } = await startServer({ maxBodiesBytes: 25 * mebibyte });
  await store.create("log");
  const other = new AbortController();
  const stalled = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      controller.enqueue(new Uint8Array(mebibyte));
      return new Promise(() => {});
    },
  });
  const post = (body: ReadableStream<Uint8Array>, signal?: AbortSignal) =>
    fetch(`${url}log`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream" },
      body,
      duplex: "half",
      ...(signal && { signal }),
    } as RequestInit);
  const pending = post(stalled, other.signal).catch(() => {});
  const large = () => new Blob([new Uint8Array(20 * mebibyte)]).stream();
  // Both reserve 10 MiB at first, and the second outgrows that.
  await expect.poll(async () => (await post(large())).status).toBe(429);
  other.abort();
  await pending;
  await expect.poll(async () => (await post(large())).status).toBe(204);
});

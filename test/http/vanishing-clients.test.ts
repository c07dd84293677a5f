import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { startServer, type RunningServer } from "./start-server.ts";

describe("clients that disconnect, stall or send invalid HTTP", () => {
  test.each(["sse", "long-poll"])(
    "a %s reader that disconnects leaves no subscription behind",
    async (live) => {
      const { url, store } = await startServer();
      await store.create("log", { contentType: "text/plain" });
      const before = store.stats().subscriptions;
      const sockets = await Promise.all(
        Array.from({ length: 20 }, () => ask(url, `log?offset=-1&live=${live}`)),
      );
      await expect.poll(() => store.stats().subscriptions).toBe(before + 20);
      for (const socket of sockets) socket.destroy();
      await expect.poll(() => store.stats().subscriptions).toBe(before);
    },
  );

  test("after its lifetime, ends the subscription of an SSE reader that reads nothing", async () => {
    const { url, store } = await startServer({ sseLifetimeMs: 1000 });
    await store.create("log");
    const before = store.stats().subscriptions;
    const data = new Uint8Array(1024 * 1024);
    for (let n = 0; n < 32; n++) await store.append("log", data);
    const socket = await ask(url, "log?offset=-1&live=sse");
    socket.pause();
    await expect.poll(() => store.stats().subscriptions).toBe(before + 1);
    await expect.poll(() => store.stats().subscriptions).toBe(before);
    expect(socket.destroyed).toBe(false);
    socket.destroy();
  });

  test("ends an SSE response after its lifetime", async () => {
    const { url, store } = await startServer({ sseLifetimeMs: 50 });
    await store.create("log", { contentType: "text/plain" });
    const response = await fetch(`${url}log?offset=-1&live=sse`);
    const events = await response.text();
    expect(events).toContain("streamNextOffset");
    expect(events).not.toContain("streamClosed");
    await expect.poll(() => store.stats().subscriptions).toBe(0);
  });

  test("appends nothing for a client that disconnects in the middle of its body", async () => {
    const { url, store } = await startServer();
    await store.create("log", { contentType: "text/plain" });
    const socket = await send(
      url,
      "POST /log",
      "Content-Type: text/plain\r\nContent-Length: 100\r\n",
      "half",
    );
    socket.destroy();
    await appendedNext(store, url);
    expect((await store.head("log")).messageCount).toBe(1);
  });

  test("responds with 408 to a body that never ends", async () => {
    const { url, store } = await startServer({ requestTimeoutMs: 200 });
    await store.create("log", { contentType: "text/plain" });
    const socket = await send(
      url,
      "POST /log",
      "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n",
      "5\r\n",
    );
    const response = await responseOn(socket);
    expect(response).toMatch(/^HTTP\/1.1 408 /);
    expect(response).toContain('{"error":{"code":"REQUEST_TIMEOUT"');
    expect((await store.head("log")).messageCount).toBe(0);
  });

  test("responds with 413 before the client sends a body that it declares as too large", async () => {
    const { url, store } = await startServer({ maxBodyBytes: 1000 });
    await store.create("log", { contentType: "text/plain" });
    const socket = await send(url, "POST /log", "Content-Type: text/plain\r\nContent-Length: 1001\r\n", "");
    const [head] = await once(socket, "data");
    expect(String(head)).toMatch(/^HTTP\/1.1 413 /);
    expect(String(head)).toContain('"code":"TOO_LARGE"');
    socket.destroy();
  });

  test("responds with 413 as soon as a body is too large, and drops the rest", async () => {
    const { url, store } = await startServer({ maxBodyBytes: 1000 });
    await store.create("log", { contentType: "text/plain" });
    const headers = "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n";
    const chunk = `200\r\n${"x".repeat(0x200)}\r\n`;
    const socket = await send(url, "POST /log", headers, chunk.repeat(3));
    const [head] = await once(socket, "data");
    expect(String(head)).toMatch(/^HTTP\/1.1 413 /);
    // The connection stays usable after the rest of the body.
    socket.write(`${chunk.repeat(1000)}0\r\n\r\nHEAD /log HTTP/1.1\r\nHost: ${new URL(url).host}\r\n\r\n`);
    const [next] = await once(socket, "data");
    expect(String(next)).toMatch(/^HTTP\/1.1 200 /);
    socket.destroy();
    expect((await store.head("log")).messageCount).toBe(0);
  });

  test.each([
    ["bytes that are not HTTP", "nonsense\r\n\r\n", 400],
    ["an invalid header", "GET /log HTTP/1.1\r\nHost : a\r\n\r\n", 400],
    ["headers that are too large", `GET /log HTTP/1.1\r\nA: ${"x".repeat(20_000)}\r\n\r\n`, 431],
    ["a target with an invalid host", "GET http://[ HTTP/1.1\r\nHost: a\r\n\r\n", 400],
    ["a request without a Host", "GET /log HTTP/1.1\r\n\r\n", 400],
    ["an unknown expectation", "GET /log HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n", 417],
    ["a target with another scheme", "GET file:///log HTTP/1.1\r\nHost: a\r\n\r\n", 400],
    [
      "two content lengths",
      "POST /log HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      400,
    ],
  ])("responds to %s with the body of any other error", async (_, bytes, status) => {
    const { url } = await startServer();
    const socket = await open(url);
    socket.write(bytes);
    const response = await responseOn(socket);
    expect(response).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(response).toContain('{"error":{"code":"BAD_REQUEST"');
    expect((await fetch(`${url}missing`)).status).toBe(404);
  });

  test.each([
    ["an append", "POST /log", "Content-Type: text/plain\r\nContent-Length: 1\r\n", "x"],
    [
      "a live reader with a request behind it",
      "GET /log?offset=-1&live=sse",
      "",
      "HEAD /log HTTP/1.1\r\nHost: HOST\r\n\r\n",
    ],
  ])("does not respond with 400 to %s before invalid bytes", async (_, request, headers, rest) => {
    const { url, store } = await startServer();
    await store.create("log", { contentType: "text/plain", data: "x" });
    const socket = await open(url);
    const { host } = new URL(url);
    socket.write(
      `${request} HTTP/1.1\r\nHost: ${host}\r\n${headers}\r\n${rest.replace("HOST", host)}nonsense\r\n\r\n`,
    );
    expect(await responseOn(socket)).not.toContain("BAD_REQUEST");
  });

  test("close ends live readers, and responds to pending long-polls", async () => {
    const { url, store, close } = await startServer();
    await store.create("log", { contentType: "text/plain" });
    const events = await fetch(`${url}log?offset=-1&live=sse`);
    const poll = fetch(`${url}log?offset=now&live=long-poll`);
    await expect.poll(() => store.stats().subscriptions).toBe(2);
    const closed = close();
    expect(await events.text()).toContain("event: control");
    expect((await poll).status).toBe(204);
    await closed;
    expect(store.stats().subscriptions).toBe(0);
    await expect(fetch(`${url}log`)).rejects.toThrow();
  });

  test("with 2,000 idle SSE readers, serves others, and sends an append to all", async () => {
    const count = 2000;
    const { url, store } = await startServer({ maxConnections: count + 100 });
    await store.create("log", { contentType: "text/plain" });
    const before = store.stats().subscriptions;
    const sockets: Socket[] = [];
    while (sockets.length < count) {
      sockets.push(
        ...(await Promise.all(Array.from({ length: 100 }, () => ask(url, "log?offset=-1&live=sse")))),
      );
    }
    let reached = 0;
    for (const socket of sockets)
      socket.on("data", (data) => (reached += String(data).includes("data:hello") ? 1 : 0));
    await expect.poll(() => store.stats().subscriptions).toBe(before + count);
    expect((await fetch(`${url}log`)).status).toBe(200);
    await store.append("log", "hello");
    await expect.poll(() => reached).toBe(count);
    for (const socket of sockets) socket.destroy();
    await expect.poll(() => store.stats().subscriptions).toBe(before);
  });
});

async function open(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

async function send(url: string, line: string, headers: string, body: string): Promise<Socket> {
  const socket = await open(url);
  socket.write(`${line} HTTP/1.1\r\nHost: ${new URL(url).host}\r\n${headers}\r\n${body}`);
  return socket;
}

function ask(url: string, path: string): Promise<Socket> {
  return send(url, `GET /${path}`, "", "");
}

/** Everything that the server sends until it closes the connection. */
async function responseOn(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (data) => (text += String(data)));
  await once(socket, "close");
  return text;
}

async function appendedNext(store: RunningServer["store"], url: string): Promise<void> {
  const response = await fetch(`${url}log`, {
    method: "POST",
    headers: { "Content-Type": "text/plain" },
    body: "x",
  });
  expect(response.status).toBe(204);
  expect((await store.head("log")).messageCount).toBeGreaterThan(0);
}

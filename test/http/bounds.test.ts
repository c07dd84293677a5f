import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect, test } from "vitest";
import { errorIn, startServer } from "./start-server.ts";

test("closes connections beyond maxConnections, and accepts new ones when others have closed", async () => {
  const { url, store } = await startServer({ maxConnections: 5 });
  await store.create("log", { contentType: "text/plain" });
  const readers = await Promise.all(
    Array.from({ length: 5 }, () => send(url, "GET /log?offset=-1&live=sse", "")),
  );
  await expect.poll(() => store.stats().subscriptions).toBe(5);
  const sixth = await send(url, "HEAD /log", "");
  await once(sixth, "close");
  expect(sixth.bytesRead).toBe(0);
  readers[0]!.destroy();
  await expect
    .poll(() =>
      fetch(`${url}log`).then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200);
  for (const reader of readers) reader.destroy();
});

test("refuses large bodies beyond maxBodiesBytes with TOO_MANY, and accepts small ones", async () => {
  const { url, store } = await startServer({ maxBodiesBytes: 1_000_000, maxBodyBytes: 500_000 });
  await store.create("log", { contentType: "text/plain" });
  const slow = await Promise.all([
    send(url, "POST /log", "Content-Type: text/plain\r\nContent-Length: 400000\r\n"),
    send(url, "POST /log", "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n"),
  ]);
  const append = (length: number) =>
    fetch(`${url}log`, {
      method: "POST",
      headers: { "Content-Type": "text/plain" },
      body: "x".repeat(length),
    });
  // Once this body is refused, the server has received the headers of the slow ones.
  await expect.poll(async () => (await append(200_000)).status).toBe(429);
  expect(await errorIn(await append(200_000))).toEqual({ status: 429, code: "TOO_MANY" });
  expect((await append(60_000)).status).toBe(204);
  for (const socket of slow) socket.destroy();
  await expect.poll(async () => (await append(200_000)).status).toBe(204);
});

test("splits a catch-up into small SSE events, so that clients that read nothing cost little memory", async () => {
  const { url, store } = await startServer();
  await store.create("log", { contentType: "text/plain" });
  await store.append(
    "log",
    Array.from({ length: 1000 }, () => "x".repeat(1024)),
  );
  await store.closeStream("log");
  const text = await (await fetch(`${url}log?offset=-1&live=sse`)).text();
  const events = text.split("\n\n").filter((event) => event.startsWith("event: data"));
  expect(events.length).toBeGreaterThan(5);
  for (const event of events) expect(event.length).toBeLessThan(150 * 1024);
});

async function send(url: string, line: string, headers: string): Promise<Socket> {
  const { port, host } = new URL(url);
  const socket = connect(Number(port), "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  socket.resume();
  socket.write(`${line} HTTP/1.1\r\nHost: ${host}\r\n${headers}\r\n`);
  return socket;
}

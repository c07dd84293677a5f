import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { serveStreams } from "../../src/http/index.ts";
import { openStreamStore } from "../../src/store/index.ts";

test("starts one response for a connection that reads none, and sends all once it reads", async () => {
  const store = openStreamStore({ inMemory: true });
  const message = Buffer.alloc(8 * 1024 * 1024, 0x41);
  await store.create("big", { contentType: "text/plain", data: message });
  let asked = 0;
  const authorize = () => ++asked > 0;
  const server = await serveStreams(store, { port: 0, authorize });
  const { port, host } = new URL(server.url);
  const socket = connect(Number(port), "127.0.0.1");
  await once(socket, "connect");
  socket.pause();
  socket.write(`GET /big?offset=-1 HTTP/1.1\r\nHost: ${host}\r\n\r\n`.repeat(20));
  await expect.poll(() => asked).toBe(1);
  // While another client is served, the other requests would have been, too.
  expect((await fetch(`${server.url}big`, { method: "HEAD" })).status).toBe(200);
  expect(asked).toBe(2);
  let received = 0;
  socket.on("data", (chunk: Buffer) => (received += chunk.length));
  socket.resume();
  await expect.poll(() => received).toBeGreaterThan(20 * message.length);
  expect(asked).toBe(21);
  socket.destroy();
  await server.close();
  await store.close();
});

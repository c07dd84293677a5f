import { connect } from "node:net";
import * as fc from "fast-check";
import { serveStreams } from "../../../src/http/index.ts";
import { InvalidAnswer } from "../answers.ts";
import type { Count } from "../count.ts";
import { seededStore } from "../ipc-property.ts";
import { statusesIn } from "./raw-answers.ts";
import { pipelined, poison, type RawRequest } from "./raw-requests.ts";
import { checkStore } from "../store-invariants.ts";

const nothing = () => undefined;
const logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const options = {
  port: 0,
  longPollTimeoutMs: 5,
  sseLifetimeMs: 5,
  maxBodyBytes: 1000,
  logger,
};

const connection = fc.record({ requests: pipelined, pieces: fc.integer({ min: 1, max: 5 }) });
type Connection = typeof connection extends fc.Arbitrary<infer T> ? T : never;

/** Sends bytes that are HTTP, nearly HTTP and not HTTP to a server with a store of its own. */
export function rawHttpProperty(count: Count): fc.IAsyncProperty<unknown> {
  const connections = fc.array(connection, { minLength: 1, maxLength: 20, size: "max" });
  return fc.asyncProperty(connections, async (all) => {
    const store = await seededStore();
    const server = await serveStreams(store, options);
    const { port } = new URL(server.url);
    try {
      await Promise.all(all.map((one) => tryConnection(Number(port), one)));
      for (const { requests } of all) count(requests.length);
      const { status } = await fetch(`${server.url}nowhere`);
      if (status !== 404)
        throw new InvalidAnswer(`after the connections, the server responds with ${status}`);
    } finally {
      await server.close();
    }
    await untilNoReaders(store);
    await expectNoPoison(store);
    await checkStore(store, []);
    await store.close();
  });
}

async function tryConnection(port: number, { requests, pieces }: Connection): Promise<void> {
  // Makes the server close the connection after it has responded to the requests before.
  const last: RawRequest = {
    isValid: true,
    bytes: "GET /nowhere HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n",
  };
  const all = [...requests, last];
  const bytes = all
    .map((request) => request.bytes)
    .join("")
    .replaceAll("HOST", `127.0.0.1:${port}`);
  const isValid = all.every((request) => request.isValid);
  const received = await exchange(port, Buffer.from(bytes, "latin1"), { pieces, endsItself: !isValid });
  try {
    const statuses = statusesIn(received);
    if (isValid && statuses.length !== all.length)
      throw new InvalidAnswer(`${statuses.length} answers to ${all.length} requests`);
  } catch (error) {
    throw new InvalidAnswer(
      `${String(error)} for ${JSON.stringify(bytes.slice(0, 2000))}: ${JSON.stringify(received.slice(-2000))}`,
    );
  }
}

/**
 * Sends the bytes in pieces, and resolves with all that the server has sent when it closes the connection. If the
 * last request may be incomplete, the client has to end the connection, or both sides would wait for each other.
 */
function exchange(
  port: number,
  bytes: Buffer,
  { pieces, endsItself }: { readonly pieces: number; readonly endsItself: boolean },
): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = "";
    const socket = connect(port, "127.0.0.1");
    socket.setEncoding("latin1");
    socket.on("data", (data) => (received += String(data)));
    // Writing after the server has closed the connection is no failure.
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "ECONNRESET" && error.code !== "EPIPE") reject(error);
    });
    socket.on("close", () => resolve(received));
    socket.setTimeout(20_000, () =>
      reject(new InvalidAnswer(`no data for 20 s after ${bytes.toString("latin1").slice(0, 2000)}`)),
    );
    const size = Math.ceil(bytes.length / pieces);
    const write = (at: number) => {
      if (socket.destroyed) return;
      if (at >= bytes.length) return void (endsItself && socket.end());
      socket.write(bytes.subarray(at, at + size), () => setImmediate(write, at + size));
    };
    socket.on("connect", () => write(0));
  });
}

/** The readers' connections are closed: their subscriptions end some turns later. */
async function untilNoReaders(store: Awaited<ReturnType<typeof seededStore>>): Promise<void> {
  const end = performance.now() + 10_000;
  while (store.stats().subscriptions > 0) {
    if (performance.now() > end)
      throw new InvalidAnswer(`${store.stats().subscriptions} subscriptions are left`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function expectNoPoison(store: Awaited<ReturnType<typeof seededStore>>): Promise<void> {
  for (const { path } of (await store.list({ limit: 1000 })).streams) {
    const { messages } = await store.read(path);
    for (const { data } of messages) {
      const text = data instanceof Uint8Array ? Buffer.from(data).toString() : JSON.stringify(data);
      if (text.includes(poison))
        throw new InvalidAnswer(`${path} holds ${text}, the body of an invalid request`);
    }
  }
}

import { once } from "node:events";
import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { UnreadBudget } from "../../../src/http/catch-up/unread-budget.ts";
import { createStreamsHandler, type StreamsHandler } from "../../../src/http/index.ts";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { errorIn, startServer } from "../start-server.ts";

const kibibyte = 1024;
const messageBytes = 32 * kibibyte;
const messages = 100;

test("gives smaller pages the more is unread, and refuses new reads when it is full", async () => {
  const unread = new UnreadBudget(kibibyte * kibibyte);
  const { read } = await startHandler(unread);
  const sizes: number[] = [];
  while (unread.bytes < kibibyte * kibibyte) sizes.push(await (await read()).next());
  expect(sizes[0]).toBe(2 * messageBytes);
  expect(unread.bytes).toBeLessThanOrEqual(kibibyte * kibibyte + 64 * kibibyte);
  expect(await errorIn(await read.response())).toEqual({ status: 429, code: "TOO_MANY" });
});

test("lets reads that wait for room continue when another client has read or gone", async () => {
  const unread = new UnreadBudget(4 * messageBytes);
  const { read } = await startHandler(unread);
  const [first, second] = [await read(), await read()];
  await first.next();
  await second.next();
  expect(unread.bytes).toBe(4 * messageBytes);
  // Taking the first page makes the room for the second one of the same client.
  await first.next();
  const big = unread.bytes;
  unread.reserve(8 * messageBytes);
  const waiting = second.next();
  let hasContinued = false;
  void waiting.then(() => (hasContinued = true));
  await first.cancel();
  expect(unread.bytes).toBeGreaterThan(big);
  expect(hasContinued).toBe(false);
  unread.release(8 * messageBytes);
  expect(await waiting).toBeGreaterThan(0);
  await second.cancel();
  expect(unread.bytes).toBe(0);
});

test("counts nothing for a client that has read everything", async () => {
  const unread = new UnreadBudget();
  const { read } = await startHandler(unread);
  const reader = await read();
  let bytes = 0;
  for (let more = await reader.next(); more > 0; more = await reader.next()) bytes += more;
  expect(bytes).toBe(messages * messageBytes);
  expect(unread.bytes).toBe(0);
});

test("counts pages of clients over HTTP until they are read or the connection is lost", async () => {
  const unread = new UnreadBudget();
  const { url, store } = await startServer({ unread });
  await store.create("log");
  // More than the system buffers between a server and a client.
  for (let n = 0; n < 32; n++) await store.append("log", new Uint8Array(kibibyte * kibibyte));
  const sockets = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const socket = connect(Number(new URL(url).port), "127.0.0.1");
      socket.write(`GET /log HTTP/1.1\r\nHost: ${new URL(url).host}\r\n\r\n`);
      await once(socket, "readable");
      return socket;
    }),
  );
  await expect.poll(() => unread.bytes).toBeGreaterThanOrEqual(5 * kibibyte * kibibyte);
  expect(unread.bytes).toBe(5 * kibibyte * kibibyte);
  for (const socket of sockets) socket.destroy();
  await expect.poll(() => unread.bytes).toBe(0);
});

interface Reader {
  /** Takes a chunk; returns its size, 0 at the end. */
  next(): Promise<number>;
  cancel(): Promise<void>;
}

interface Read {
  (): Promise<Reader>;
  response(): Promise<Response>;
}

async function startHandler(unread: UnreadBudget): Promise<{ read: Read }> {
  const store = openStreamStore({ inMemory: true });
  onTestFinished(() => store.close());
  await fill(store);
  return { read: reading(createStreamsHandler(store, { unread })) };
}

function reading(handler: StreamsHandler): Read {
  const response = () => handler(new Request("http://localhost/log"));
  const read = async () => {
    const reader = (await response()).body!.getReader();
    return {
      next: async () => (await reader.read()).value?.length ?? 0,
      cancel: () => reader.cancel(),
    };
  };
  return Object.assign(read, { response });
}

async function fill(store: StreamStore): Promise<void> {
  await store.create("log");
  for (let n = 0; n < messages; n++) await store.append("log", new Uint8Array(messageBytes));
}

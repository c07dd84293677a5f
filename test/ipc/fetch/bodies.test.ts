import { expect, onTestFinished, test } from "vitest";
import { Streams } from "../../../renderer/client/streams.ts";
import { StreamsClient } from "../../../src/ipc/client/client.ts";
import { fromMessagePort } from "../../../src/ipc/ports/message-port.ts";
import type { PortHandler } from "../../../src/ipc/server/fetches/port-fetches.ts";
import { servePort } from "../../../src/ipc/server/server.ts";
import { maxPartBytes } from "../../../src/protocol/ipc/fetch.ts";
import { expectAtRest } from "../../support/store/at-rest.ts";
import { openTestStore } from "../../support/open-store.ts";

/** Serves a port whose requests a test handles itself. */
async function openWith(handler: PortHandler) {
  const store = openTestStore();
  const { port1, port2 } = new MessageChannel();
  const server = servePort(store, fromMessagePort(port1), {
    access: "manage",
    loadHandler: async () => handler,
  });
  const client = new StreamsClient(async () => fromMessagePort(port2));
  await client.connected(5000);
  const streams = new Streams(client);
  onTestFinished(async () => {
    await expectAtRest(server);
    await expectAtRest(client);
    streams.close();
    server.close();
  });
  /** Settles when everything has crossed the port that was sent before, and what that has caused. */
  const settled = async () => {
    for (let i = 0; i < 20; i++) await streams.list();
  };
  return { fetch: streams.fetch, server, settled };
}

/** Parts, counted as they are taken, each filled with its number. */
function counted(parts: number, bytes = maxPartBytes) {
  const source = {
    taken: 0,
    cancelled: false,
    stream: new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        pull(controller) {
          if (source.taken === parts) return controller.close();
          controller.enqueue(new Uint8Array(bytes).fill(source.taken++));
        },
        cancel: () => void (source.cancelled = true),
      },
      { highWaterMark: 0 },
    ),
  };
  return source;
}

/** Compared as a whole: a list of 256 KiB numbers would take a second. */
function expectFilled(part: Uint8Array | undefined, byte: number): void {
  expect(Buffer.alloc(maxPartBytes, byte).equals(part ?? Buffer.of())).toBe(true);
}

const url = "streams://store/any";
const post = (body: ReadableStream) => ({ method: "POST", body, duplex: "half" }) as RequestInit;

test("a response's body is read as fast as the page reads it", async () => {
  const source = counted(100);
  const { fetch, settled } = await openWith(async () => new Response(source.stream));
  const response = await fetch(url);
  await settled();
  const ahead = source.taken;
  expect(ahead).toBeLessThanOrEqual(4);
  const reader = response.body!.getReader();
  for (let n = 0; n < 50; n++) expectFilled((await reader.read()).value, n);
  await settled();
  expect(source.taken).toBeLessThanOrEqual(50 + 4);
  for (let n = 50; n < 100; n++) expect((await reader.read()).value![0]).toBe(n);
  expect((await reader.read()).done).toBe(true);
});

test("a request's body is sent as fast as the store reads it", async () => {
  const source = counted(100);
  const read = Promise.withResolvers<void>();
  let first: number | undefined;
  const { fetch, settled } = await openWith(async (request) => {
    const reader = request.body!.getReader();
    first = (await reader.read()).value![0];
    await read.promise;
    for (let n = 1; n < 100; n++) expectFilled((await reader.read()).value, n);
    return new Response(String((await reader.read()).done));
  });
  const responding = fetch(url, post(source.stream));
  await expect.poll(() => first).toBe(0);
  await settled();
  expect(source.taken).toBeLessThanOrEqual(6);
  read.resolve();
  expect(await (await responding).text()).toBe("true");
});

test("both bodies stream at the same time", async () => {
  const { fetch } = await openWith(async (request) => new Response(request.body));
  const page = new TransformStream<Uint8Array, Uint8Array>();
  const response = await fetch(url, post(page.readable));
  const [writer, reader] = [page.writable.getWriter(), response.body!.getReader()];
  for (let n = 0; n < 20; n++) {
    void writer.write(Uint8Array.of(n));
    expect((await reader.read()).value).toEqual(Uint8Array.of(n));
  }
  await writer.close();
  expect((await reader.read()).done).toBe(true);
});

test("a large chunk crosses in parts, and a view without the rest of its buffer", async () => {
  const large = new Uint8Array(3 * maxPartBytes + 1).map((_, n) => n % 251);
  const received: Uint8Array[] = [];
  const { fetch } = await openWith(async (request) => {
    for await (const part of request.body!) received.push(part);
    // From Buffer's pool, and empty.
    return new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(Buffer.from("pooled"));
          controller.enqueue(new Uint8Array());
          controller.enqueue(large);
          controller.close();
        },
      }),
    );
  });
  const response = await fetch(url, post(new Blob([large]).stream()));
  expect(Buffer.concat(received).equals(large)).toBe(true);
  expect(
    received.map(({ byteLength, buffer }) => [byteLength <= maxPartBytes, buffer.byteLength - byteLength]),
  ).toEqual(received.map(() => [true, 0]));
  const body = new Uint8Array(await response.arrayBuffer());
  expect(Buffer.from(body).equals(Buffer.concat([Buffer.from("pooled"), large]))).toBe(true);
});

test("a reader may bring its own buffer", async () => {
  const { fetch } = await openWith(async () => new Response("0123456789"));
  const reader = (await fetch(url)).body!.getReader({ mode: "byob" });
  let text = "";
  for (;;) {
    const { done, value } = await reader.read(new Uint8Array(4));
    if (done) break;
    text += Buffer.from(value).toString();
  }
  expect(text).toBe("0123456789");
});

test("a page that cancels a response ends its source", async () => {
  const source = counted(100);
  const { fetch } = await openWith(async () => new Response(source.stream));
  const response = await fetch(url);
  await response.body!.cancel();
  await expect.poll(() => source.cancelled).toBe(true);
});

test("a response that comes first ends the request's body", async () => {
  const source = counted(Infinity, 1);
  const { fetch } = await openWith(async () => new Response("too large", { status: 413 }));
  const response = await fetch(url, post(source.stream));
  expect([response.status, await response.text()]).toEqual([413, "too large"]);
  await expect.poll(() => source.cancelled).toBe(true);
});

test("a response that breaks off fails its reader, and a request's body that does rejects the request", async () => {
  const { fetch } = await openWith(async (request) => {
    if (request.body) return new Response(await request.text());
    const source = counted(1, 1);
    const broken = source.stream.pipeThrough(
      new TransformStream({
        flush() {
          throw new Error("the disk is gone");
        },
      }),
    );
    return new Response(broken);
  });
  const response = await fetch(url);
  const failure = await response.text().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(TypeError);
  // What went wrong in the main process stays there.
  expect(failure).toMatchObject({
    cause: { code: "STORE_FAILED", message: "the store failed unexpectedly" },
  });

  const cause = new Error("the file is gone");
  const body = new ReadableStream({
    pull() {
      throw cause;
    },
  });
  await expect(fetch(url, post(body))).rejects.toMatchObject({ name: "TypeError", cause });
});

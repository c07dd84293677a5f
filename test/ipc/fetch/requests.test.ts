import { afterEach, beforeEach, expect, test } from "vitest";
import { createStreamsHandler } from "../../../src/http/index.ts";
import { openStoreOverPort, type StoreOverPort } from "../../support/ipc/store-over-port.ts";

let over: StoreOverPort;
const json = { "Content-Type": "application/json" };
const url = (path: string) => `streams://store/${path}`;

beforeEach(async () => {
  over = await openStoreOverPort();
});

afterEach(() => over.close());

test("the methods of the protocol create, append, read, describe, close and delete a stream", async () => {
  const { store, streams } = over;
  // As libraries take it: detached.
  const { fetch } = streams;
  const send = (method: string, init: RequestInit = {}) => fetch(url("notes/1"), { method, ...init });
  expect((await send("PUT", { headers: json, body: "[1]" })).status).toBe(201);
  expect((await send("POST", { headers: json, body: "[2,3]" })).status).toBe(204);
  const read = await send("GET");
  expect([read.status, read.url, await read.json()]).toEqual([200, url("notes/1"), [1, 2, 3]]);
  const head = await send("HEAD");
  const { tailOffset } = await store.head("notes/1");
  expect([head.status, head.headers.get("Stream-Next-Offset"), head.body]).toEqual([200, tailOffset, null]);
  expect((await send("POST", { headers: { "Stream-Closed": "true" } })).status).toBe(204);
  expect(await store.head("notes/1")).toMatchObject({ closed: true, messageCount: 3 });
  expect((await send("DELETE")).status).toBe(204);
  expect((await send("GET")).status).toBe(404);
});

test("status, headers and body are those of the handler over HTTP", async () => {
  const { store, streams } = over;
  const handle = createStreamsHandler(store, { compress: false });
  for (const path of ["ours", "theirs"])
    await store.create(path, { contentType: "text/plain", data: ["a", "b"] });
  const requests: [rest: string, init?: RequestInit][] = [
    [""],
    ["?offset=-1&limit=1"],
    ["?offset=now"],
    ["?offset=junk"],
    ["?offset=-1&live=long-poll"],
    ["?last=1"],
    ["/missing"],
    ["//b"],
    ["/%zz"],
    ["", { method: "HEAD" }],
    ["", { method: "PATCH" }],
    ["", { method: "OPTIONS" }],
    ["", { method: "POST", body: "c" }],
    ["", { method: "POST", headers: { "Content-Encoding": "zip" }, body: "c" }],
    ["", { method: "POST", headers: { "Content-Type": "application/json" }, body: "1" }],
    ["", { method: "POST", headers: { "If-Match": '"000000001_00000000000"' }, body: "c" }],
  ];
  for (const [rest, init] of requests) {
    const ours = await streams.fetch(url(`ours${rest}`), init);
    const theirs = await handle(new Request(`http://localhost/theirs${rest}`, init));
    expect(await comparable(ours), rest).toEqual(await comparable(theirs));
  }
});

/** Without what differs between two streams, or two handlers. */
async function comparable(response: Response) {
  const plain = (text: string) =>
    text.replaceAll(/ours|theirs/g, "notes").replaceAll(/\d{9}_(?=\d{11})/g, "id_");
  const { status, headers } = response;
  const own = ["etag", "stream-cursor"];
  return {
    status,
    headers: [...headers].map(([name, value]) => [name, own.includes(name) ? "" : plain(value)]),
    body: plain(await response.text()),
  };
}

test("bodies of each kind arrive unchanged", async () => {
  const { store, streams } = over;
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const bodies: BodyInit[] = [
    all,
    all.buffer,
    // A view of a larger buffer: only the viewed part may arrive.
    new Uint8Array([9, ...all, 9]).subarray(1, 257),
    new Blob([all]),
    new ReadableStream({
      start(controller) {
        for (const byte of all) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    }),
  ];
  await store.create("bytes", { contentType: "application/octet-stream" });
  for (const body of bodies) {
    const init = { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body };
    expect((await streams.fetch(url("bytes"), { ...init, duplex: "half" } as RequestInit)).status).toBe(204);
  }
  const { messages } = await store.read("bytes");
  expect(messages.map(({ data }) => [...(data as Uint8Array)])).toEqual(bodies.map(() => [...all]));
  const read = await streams.fetch(new Request(url("bytes")));
  expect(new Uint8Array(await read.arrayBuffer())).toEqual(
    new Uint8Array(Buffer.concat(bodies.map(() => all))),
  );
});

test("a long-poll and events follow a stream", async () => {
  const { store, streams } = over;
  await store.create("notes", { contentType: "application/json" });
  const { tailOffset } = await store.head("notes");
  const polled = streams.fetch(url(`notes?offset=${tailOffset}&live=long-poll`));
  const events = await streams.fetch(url("notes?offset=-1&live=sse"));
  expect(events.headers.get("Content-Type")).toBe("text/event-stream");
  const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader();
  let received = "";
  const until = async (text: string) => {
    while (!received.includes(text)) received += (await reader.read()).value ?? "";
  };
  await until("upToDate");
  await store.append("notes", { n: 1 });
  expect(await (await polled).json()).toEqual([{ n: 1 }]);
  await until('{"n":1}');
  await store.append("notes", { n: 2 });
  await until('{"n":2}');
  await reader.cancel();
  await expect.poll(() => store.stats().subscriptions).toBe(0);
});

test("a URL outside of streams://store/ gets a 404 that names it", async () => {
  const { streams } = over;
  for (const wrong of ["http://localhost/notes", "streams://other/notes", "streams:notes"]) {
    const response = await streams.fetch(wrong);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      error: { code: "NOT_FOUND", message: expect.stringContaining("streams://store/") },
    });
  }
});

test("what is not a request rejects with a TypeError, as fetch does", async () => {
  const { fetch } = over.streams;
  await expect(fetch("not a URL")).rejects.toThrow(TypeError);
  const withBody: RequestInit = { body: "x" };
  await expect(fetch(url("notes"), withBody)).rejects.toThrow(TypeError);
  await expect(fetch(url("notes"), { method: "a b" })).rejects.toThrow(TypeError);
  const texts = new ReadableStream({
    start(controller) {
      controller.enqueue("a text");
      controller.close();
    },
  });
  await over.store.create("notes", { contentType: "text/plain" });
  const init = { method: "POST", body: texts, duplex: "half" } as RequestInit;
  await expect(fetch(url("notes"), init)).rejects.toThrow(TypeError);
  expect(await over.store.head("notes")).toMatchObject({ messageCount: 0 });
});

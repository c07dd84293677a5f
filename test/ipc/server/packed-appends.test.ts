import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { StreamsClient } from "../../../src/ipc/client/client.ts";
import { fromMessagePort } from "../../../src/ipc/ports/message-port.ts";
import { servePort, type PortServer } from "../../../src/ipc/server/server.ts";
import type { Batch, ClientMessage, Port, ServerMessage } from "../../../src/protocol/ipc/messages.ts";
import type { AppendData, AppendEntry } from "../../../src/protocol/stream.ts";
import { formatOffset } from "../../../src/protocol/offset.ts";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { RawPort } from "../../support/ipc/raw-port.ts";

let store: StreamStore;

beforeEach(async () => {
  store = openStreamStore({ inMemory: true });
  await store.create("json", { contentType: "application/json" });
  await store.create("bytes");
});

afterEach(() => store.close());

describe("a client", () => {
  let client: StreamsClient;
  let server: PortServer;
  let sent: ClientMessage[];
  let received: ServerMessage[];

  beforeEach(async () => {
    sent = [];
    received = [];
    client = new StreamsClient(async () => {
      const { port1, port2 } = new MessageChannel();
      server = servePort(store, fromMessagePort(port1), { access: "manage" });
      return recorded(fromMessagePort(port2), sent, received);
    });
    await client.connected(5000);
    received.length = 0;
  });

  afterEach(() => {
    client.close();
    server.close();
  });

  test("sends consecutive appends as one message, and gets one response for many of them", async () => {
    const messages = Array.from({ length: 1000 }, (_, i) => new Uint8Array(1 + (i % 7)).fill(i));
    const results = await Promise.all(messages.map((message) => client.append("bytes", message)));
    const { id } = await store.head("bytes");
    expect(results).toEqual(
      messages.map((_, i) => ({ offset: formatOffset(id, i + 1), duplicate: false, closed: false })),
    );
    expect(sent).toMatchObject([{ kind: "appends", path: "bytes" }]);
    // As many as there were commits.
    expect(new Set(received.map(({ kind }) => kind))).toEqual(new Set(["appended"]));
    expect(received.length).toBeLessThan(100);
    expect((await store.read("bytes")).messages.map(({ data }) => new Uint8Array(data as Buffer))).toEqual(
      messages,
    );
  });

  test("sends values of any kind in order, including several messages in one append", async () => {
    const values = [1, "two", { three: [3] }, null, [4, 5], new TextEncoder().encode("[6, 7]"), true];
    const results = await Promise.all(values.map((value) => client.append("json", value)));
    const { id } = await store.head("json");
    expect(results.map(({ offset }) => offset)).toEqual(
      [1, 2, 3, 4, 6, 8, 9].map((position) => formatOffset(id, position)),
    );
    expect((await store.read("json")).messages.map(({ data }) => data)).toEqual([
      1,
      "two",
      { three: [3] },
      null,
      4,
      5,
      6,
      7,
      true,
    ]);
    expect(sent.map(({ kind }) => kind)).toEqual(["appends", "call", "call"]);
  });

  test("sends a single append and one with options as plain calls", async () => {
    await client.append("json", 1);
    await Promise.all([client.append("json", 2, { seq: "a" }), client.append("json", 3, { seq: "b" })]);
    expect(sent.map(({ kind }) => kind)).toEqual(["call", "call", "call"]);
    expect(received.map(({ kind }) => kind)).toEqual(["result", "result", "result"]);
  });

  test("sends a single append without the rest of its shared buffer", async () => {
    await client.append("bytes", new Uint8Array(10));
    await client.append("bytes", new Uint8Array(20));
    const buffers = sent.map((message) =>
      "args" in message ? (message.args[1] as Uint8Array).buffer : undefined,
    );
    expect(buffers.map((buffer) => buffer?.byteLength)).toEqual([10, 20]);
  });

  test.each([
    ["a batch", () => client.append("bytes", [bytes(10), bytes(10)])],
    ["batches that are joined", () => appendTwice([bytes(4), bytes(6)])],
    ["the data of a new stream", () => client.create("new", { data: [bytes(10), bytes(10)] })],
    ["the only message of a new stream", () => client.create("new", { data: bytes(20) })],
    ["several appends", () => client.appendAll([entry(bytes(10)), entry([bytes(4), bytes(6)])])],
  ])("sends %s without the rest of a shared buffer", async (_, send) => {
    await send();
    const buffers = buffersOf(structuredClone(sent));
    expect([...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0)).toBe(20);
  });

  test("sends the small arrays of a batch in one buffer", async () => {
    const sizes = [1, 1024, 1025, 30];
    await client.append("bytes", sizes.map(bytes));
    expect([...buffersOf(sent)].map(({ byteLength }) => byteLength)).toEqual([1 + 1024 + 30, 1025]);
    const { messages } = await store.read("bytes");
    expect(messages.map(({ data }) => (data as Uint8Array).length)).toEqual(sizes);
  });

  function appendTwice(batch: readonly Uint8Array[]) {
    return Promise.all([client.append("bytes", batch), client.append("bytes", batch)]);
  }

  test("keeps the order of appends and the calls between them", async () => {
    const outcomes = await Promise.all([
      client.append("json", 1),
      client.append("json", 2),
      client.append("bytes", "x"),
      client.append("bytes", "y"),
      client.head("json"),
      client.append("json", 3),
      client.append("json", 4),
      client.closeStream("json"),
      client.append("json", 5).catch(codeOf),
      client.append("json", 6).catch(codeOf),
      client.append("bytes", "z"),
    ]);
    expect(outcomes[4]).toMatchObject({ path: "json" });
    expect(outcomes.slice(8, 10)).toEqual(["CLOSED", "CLOSED"]);
    expect((await store.read("json")).messages.map(({ data }) => data)).toEqual([1, 2, 3, 4]);
    expect(
      (await store.read("bytes")).messages.map(({ data }) => Buffer.from(data as Uint8Array).toString()),
    ).toEqual(["x", "y", "z"]);
  });

  test("learns of each refused append, and the others are written", async () => {
    const values: unknown[] = [1, 2, 3n, 4, undefined, 6, new Map(), 8, 9];
    const outcomes = await Promise.all(
      values.map((value) =>
        client.append("json", value).then(({ offset }) => Number(offset.slice(-2)), codeOf),
      ),
    );
    expect(outcomes).toEqual([1, 2, "BAD_REQUEST", 3, "BAD_REQUEST", 4, 5, 6, 7]);
    expect((await store.read("json")).messages.map(({ data }) => data)).toEqual([1, 2, 4, 6, {}, 8, 9]);
  });

  test("rejects each append whose response was lost with DISCONNECTED", async () => {
    const outcomes = Promise.all(
      Array.from({ length: 100 }, (_, i) => client.append("json", i).then(() => "written", codeOf)),
    );
    await Promise.resolve();
    await Promise.resolve();
    expect(sent).toHaveLength(1);
    server.close();
    expect(new Set(await outcomes)).toEqual(new Set(["DISCONNECTED"]));
  });
});

describe("a server", () => {
  test("refuses each append of a window that may not append", async () => {
    const port = new RawPort(store, { "": "read" });
    port.send([{ kind: "appends", id: 5, path: "json", values: [1, 2, 3] }]);
    for (const id of [5, 6, 7])
      expect(await port.answer(id)).toMatchObject({ kind: "error", error: { code: "FORBIDDEN" } });
    expect(await store.head("json")).toMatchObject({ messageCount: 0 });
    port.server.close();
  });

  test("counts packed appends one by one against the limit of a batch", async () => {
    const port = new RawPort(store, "manage");
    const appends = (id: number, count: number) => ({
      kind: "appends",
      id,
      path: "json",
      values: Array.from({ length: count }, () => 1),
    });
    port.send([appends(1, 10_000), appends(10_001, 10_001)]);
    expect(await port.answer(0)).toMatchObject({ kind: "error", error: { code: "BAD_REQUEST" } });
    port.send([{ ...appends(1, 0), values: new Array(4_000_000_000) }]);
    expect(await port.answer(1)).toMatchObject({ kind: "error", error: { code: "BAD_REQUEST" } });
    expect(await port.call(99, "head", "json")).toMatchObject({ value: { messageCount: 0 } });
    port.server.close();
  });

  test("refuses appends beyond the limit of calls without a response with TOO_MANY", async () => {
    const port = new RawPort(store, "manage");
    const batch = (id: number) => [
      { kind: "appends", id, path: "json", values: Array.from({ length: 20_000 }, () => 1) },
    ];
    port.send(batch(1));
    port.send(batch(20_001));
    await expect.poll(() => answered(port)).toBe(40_000);
    const refused = port.received.filter((message) => message.kind === "error");
    expect(refused.length).toBeGreaterThan(0);
    expect(new Set(refused.map(({ error }) => error.code))).toEqual(new Set(["TOO_MANY"]));
    expect(await store.head("json")).toMatchObject({ messageCount: 40_000 - refused.length });
    port.server.close();
  });

  test("limits the total size of packed appends", async () => {
    const port = new RawPort(store, "manage");
    const large = { numbers: Array.from({ length: 1750 }, () => 1) };
    port.send([{ kind: "appends", id: 1, path: "json", values: Array.from({ length: 400 }, () => large) }]);
    await expect.poll(() => answered(port)).toBe(400);
    const refused = port.received.filter((message) => message.kind === "error");
    expect(refused.length).toBeGreaterThan(50);
    expect(refused.length).toBeLessThan(200);
    expect(refused[0]).toMatchObject({ error: { code: "TOO_MANY" } });
    expect(await port.call(999, "append", "json", 1)).toMatchObject({ kind: "result" });
    port.server.close();
  });
});

function codeOf(error: { code: string }): string {
  return error.code;
}

function answered(port: RawPort): number {
  const counts = port.received.map((message) =>
    message.kind === "appended" ? message.offsets.length : message.kind === "error" ? 1 : 0,
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

function bytes(length: number): Uint8Array {
  return new Uint8Array(length).fill(length);
}

function entry(data: AppendData): AppendEntry {
  return { path: "bytes", data };
}

/** All buffers that a value refers to, which cross a port with it. */
function buffersOf(value: unknown): ReadonlySet<ArrayBufferLike> {
  if (ArrayBuffer.isView(value)) return new Set([value.buffer]);
  if (typeof value !== "object" || value === null) return new Set();
  return new Set(Object.values(value).flatMap((member) => [...buffersOf(member)]));
}

function recorded(port: Port, sent: ClientMessage[], received: ServerMessage[]): Port {
  return {
    ...port,
    post(batch) {
      sent.push(...(batch as Batch<ClientMessage>));
      port.post(batch);
    },
    onMessage: (listener) =>
      port.onMessage((batch) => {
        received.push(...(batch as Batch<ServerMessage>));
        listener(batch);
      }),
  };
}

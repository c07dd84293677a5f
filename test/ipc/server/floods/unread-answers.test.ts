import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ServerMessage } from "../../../../src/protocol/ipc/messages.ts";
import type { PackedPage } from "../../../../src/protocol/packed-page.ts";
import { openStreamStore, type StreamStore } from "../../../../src/store/index.ts";
import { RawPort } from "../../../support/ipc/raw-port.ts";

const MiB = 1024 * 1024;

let store: StreamStore;

beforeEach(async () => {
  store = openStreamStore({ inMemory: true });
  await store.create("big", { data: new Uint8Array(MiB) });
});

afterEach(() => store.close());

test("the server builds no pages for a window that does not read, and continues once it does", async () => {
  const port = new RawPort(store, "read", { reads: false });
  const count = 100;
  port.send(calls(count, "readPacked", "big"));
  await untilIdle(port);
  expect(bytesOf(port.posted)).toBeGreaterThanOrEqual(8 * MiB);
  expect(bytesOf(port.posted)).toBeLessThan(32 * MiB);
  port.read();
  await expect.poll(() => port.received.filter(isResult).length).toBe(count);
  port.server.close();
});

test("cursors with plenty of credit do not read ahead for a window that does not read", async () => {
  const port = new RawPort(store, "read", { reads: false });
  await store.append(
    "big",
    Array.from({ length: 50 }, () => new Uint8Array(MiB)),
  );
  for (let id = 1; id <= 100; id++) {
    port.send([{ kind: "open", id, cursor: "messages", args: ["big", { limitBytes: MiB }], credit: 1000 }]);
  }
  await untilIdle(port);
  expect(bytesOf(port.posted)).toBeGreaterThanOrEqual(8 * MiB);
  expect(bytesOf(port.posted)).toBeLessThan(32 * MiB);
  port.server.close();
  await expect.poll(() => store.stats().subscriptions).toBe(0);
});

test("one large message wakes many cursors, which do not all read it in one turn", async () => {
  const port = new RawPort(store, "read", { reads: false });
  const args = ["big", { offset: "now" }];
  port.send(
    Array.from({ length: 200 }, (_, i) => ({ kind: "open", id: i + 1, cursor: "messages", args, credit: 9 })),
  );
  await expect.poll(() => store.stats().subscriptions).toBe(200);
  await store.append("big", new Uint8Array(MiB));
  await untilIdle(port);
  expect(bytesOf(port.posted)).toBeLessThan(32 * MiB);
  port.read();
  await expect.poll(() => dataOf(port.received).length).toBe(200);
  port.server.close();
});

test("cursors that are cancelled while they wait for space are freed immediately", async () => {
  const port = new RawPort(store, "read", { reads: false });
  port.send(calls(20, "readPacked", "big"));
  await untilIdle(port);
  const ids = Array.from({ length: 500 }, (_, i) => 1000 + i);
  port.send(ids.map((id) => ({ kind: "open", id, cursor: "messages", args: ["big"], credit: 1 })));
  port.send(ids.map((id) => ({ kind: "open", id: id + 1000, cursor: "info", args: ["big"], credit: 1 })));
  await expect.poll(() => port.server.cursors).toBeGreaterThan(0);
  port.send([...ids, ...ids.map((id) => id + 1000)].map((id) => ({ kind: "cancel", id })));
  await expect.poll(() => port.server.cursors).toBe(0);
  await expect.poll(() => store.stats().subscriptions).toBe(0);
  port.server.close();
});

test("a window that keeps sending requests without reading is disconnected with TOO_MANY, and others are served", async () => {
  const hostile = new RawPort(store, "read", { reads: false });
  const other = new RawPort(store, "read");
  const flood = calls(10_000, "head", "big");
  let answered = 0;
  for (let sent = 0; sent < 200_000; sent += flood.length) {
    hostile.send(flood);
    expect(await other.call(sent + 1, "head", "big")).toMatchObject({ kind: "result" });
    answered++;
  }
  expect(answered).toBe(20);
  await expect.poll(() => hostile.server.isClosed).toBe(true);
  expect(hostile.posted.at(-1)).toMatchObject({ kind: "refused", error: { code: "TOO_MANY" } });
  expect(hostile.posted.length).toBeLessThan(70_000);
  other.server.close();
});

test("a window that keeps sending malformed messages without reading is disconnected", async () => {
  const port = new RawPort(store, "read", { reads: false });
  for (let i = 0; i < 10; i++) port.send(Array(10_000).fill(0));
  await expect.poll(() => port.server.isClosed).toBe(true);
  expect(port.posted.at(-1)).toMatchObject({ kind: "refused", error: { code: "TOO_MANY" } });
});

test("a mark that was not sent is malformed, and frees no space", async () => {
  const port = new RawPort(store, "read", { reads: false });
  port.send(calls(100, "readPacked", "big"));
  await untilIdle(port);
  const before = bytesOf(port.posted);
  port.send(Array.from({ length: 1000 }, (_, i) => ({ kind: "passed", id: i + 1 })));
  await expect
    .poll(() => port.posted.at(-1))
    .toMatchObject({ kind: "error", error: { code: "BAD_REQUEST" } });
  expect(bytesOf(port.posted)).toBe(before);
  port.server.close();
});

test("calls with too much argument data are refused with TOO_MANY, and the others get their results", async () => {
  const port = new RawPort(store, "manage");
  await store.create("log", { contentType: "application/json" });
  // 10 values, each counted once for each of its 256 characters.
  const large = Array.from({ length: 10 }, () => "x".repeat(900_000));
  port.send(
    Array.from({ length: 40 }, (_, i) => ({
      kind: "call",
      id: i + 1,
      operation: "append",
      args: ["log", large],
    })),
  );
  await expect.poll(() => port.received.length).toBe(41);
  const codes = port.received.map((message) =>
    message.kind === "error" ? message.error.code : message.kind,
  );
  expect(codes.filter((code) => code === "result").length).toBeGreaterThan(20);
  expect(codes.filter((code) => code === "TOO_MANY").length).toBeGreaterThan(0);
  expect(await port.call(99, "append", "log", 1)).toMatchObject({ kind: "result" });
  port.server.close();
});

test("measuring arguments that expand is limited in each turn", async () => {
  const port = new RawPort(store, "manage");
  await store.create("log", { contentType: "application/json" });
  let expanding: unknown = 1;
  for (let level = 0; level < 20; level++) expanding = Array.from({ length: 10 }, () => expanding);
  port.send(
    Array.from({ length: 200 }, (_, i) => ({
      kind: "call",
      id: i + 1,
      operation: "append",
      args: ["log", expanding],
    })),
  );
  await expect.poll(() => port.received.length).toBe(201);
  const count = (code: string) =>
    port.received.filter((message) => message.kind === "error" && message.error.code === code).length;
  expect(count("TOO_LARGE")).toBeGreaterThan(0);
  expect(count("TOO_LARGE")).toBeLessThan(10);
  expect(count("TOO_MANY")).toBe(200 - count("TOO_LARGE"));
  expect(await port.call(999, "append", "log", 1)).toMatchObject({ kind: "result" });
  port.server.close();
});

test("no response repeats much of the request", async () => {
  const port = new RawPort(store, { "": "none", "a/": "manage" });
  const long = "\u0000".repeat(100_000);
  for (const [i, args] of [[long], ["a/b", { [long]: 1 }], ["a/b", { offset: long }]].entries()) {
    expect(JSON.stringify(await port.call(i + 1, "readPacked", ...args)).length).toBeLessThan(20_000);
  }
  port.server.close();
});

function calls(count: number, operation: string, ...args: unknown[]): object[] {
  return Array.from({ length: count }, (_, i) => ({ kind: "call", id: i + 1, operation, args }));
}

function isResult({ kind }: ServerMessage): boolean {
  return kind === "result";
}

function dataOf(messages: readonly ServerMessage[]): PackedPage[] {
  return messages
    .map((message) => ("value" in message ? (message.value as PackedPage) : undefined))
    .filter((page) => page !== undefined)
    .filter(({ lengths }) => lengths.length > 0);
}

function bytesOf(messages: readonly ServerMessage[]): number {
  return dataOf(messages).reduce((sum, { data }) => sum + data.byteLength, 0);
}

/** Until the server has posted nothing in many turns of the event loop, in each of which it could have gone on. */
async function untilIdle(port: RawPort): Promise<void> {
  for (let quiet = 0, before = port.posted.length; quiet < 100; quiet++) {
    await nextTurn();
    if (port.posted.length !== before) quiet = 0;
    before = port.posted.length;
  }
}

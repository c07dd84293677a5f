import { afterEach, beforeEach, expect, test } from "vitest";
import { CallQueue } from "../../../src/ipc/server/calls/call-queue.ts";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { RawPort } from "../../support/ipc/raw-port.ts";

let store: StreamStore;

beforeEach(() => {
  store = openStreamStore({ inMemory: true });
});

afterEach(() => store.close());

test("calls start in order, and a call that returns a promise delays the ones behind it", async () => {
  const queue = new CallQueue(() => undefined);
  const order: string[] = [];
  queue.add(() => void order.push("a"));
  queue.add(async () => {
    order.push("b starts");
    await new Promise((resolve) => setTimeout(resolve, 20));
    order.push("b ends");
  });
  queue.add(() => void order.push("c"));
  await expect.poll(() => order).toEqual(["a", "b starts", "b ends", "c"]);
  queue.add(() => void order.push("d"));
  await expect.poll(() => order.at(-1)).toBe("d");
});

test("many calls let the event loop turn in between", async () => {
  const queue = new CallQueue(() => undefined);
  const calls = 10;
  let started = 0;
  let startedAtFirstTurn = calls;
  for (let i = 0; i < calls; i++) {
    queue.add(() => {
      const end = performance.now() + 5;
      while (performance.now() < end);
      started++;
      return undefined;
    });
  }
  setImmediate(() => (startedAtFirstTurn = started));
  await expect.poll(() => started).toBe(calls);
  expect(startedAtFirstTurn).toBeLessThan(calls);
});

test("calls that wait when the queue is cleared never start", async () => {
  const queue = new CallQueue(() => undefined);
  const order: string[] = [];
  queue.add(() => {
    order.push("a");
    queue.clear();
    return undefined;
  });
  queue.add(() => void order.push("b"));
  await new Promise((resolve) => setImmediate(resolve));
  expect(order).toEqual(["a"]);
});

test("create, appends and close without awaiting happen in order on one port", async () => {
  const port = new RawPort(store, "manage");
  const calls = [
    ["create", "a", { contentType: "application/json" }],
    ...Array.from({ length: 1000 }, (_, i) => ["append", "a", i]),
    ["closeStream", "a"],
  ];
  port.send(calls.map(([operation, ...args], i) => ({ kind: "call", id: i + 1, operation, args })));
  expect(await port.answer(calls.length)).toMatchObject({ kind: "result", value: { closed: true } });
  const { messages } = await store.read("a");
  expect(messages.map(({ data }) => data)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  port.server.close();
});

test("a page on a port has at most 1 MiB, whatever limit the window requests", async () => {
  await store.create("big", { contentType: "application/octet-stream" });
  await store.append("big", Array(48).fill(Buffer.alloc(64 * 1024)));
  const port = new RawPort(store, "read");
  const options = { limitBytes: 64 * 1024 * 1024 };
  const full = { data: { byteLength: 1024 * 1024 }, upToDate: false };
  expect(await port.call(1, "readPacked", "big", options)).toMatchObject({ kind: "result", value: full });
  port.send([{ kind: "open", id: 2, cursor: "messages", args: ["big", options], credit: 1 }]);
  expect(await port.answer(2)).toMatchObject({ kind: "next", value: full });
  port.server.close();
});

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { idOf, noId } from "../../../src/ipc/server/calls/validate.ts";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { RawPort } from "../../support/ipc/raw-port.ts";

let store: StreamStore;

beforeEach(async () => {
  store = openStreamStore({ inMemory: true });
  await store.create("open/a", { contentType: "application/json", data: [1] });
  await store.create("secret/a", { contentType: "application/json", data: [1] });
});

afterEach(() => store.close());

describe("malformed messages get BAD_REQUEST and have no effect", () => {
  const malformed: [string, unknown][] = [
    ["a message outside a batch", { kind: "call", id: 7, operation: "head", args: ["open/a"] }],
    ["a number", 7],
    ["undefined", undefined],
    ["null in a batch", [null]],
    ["a batch in a batch", [[{ kind: "cancel", id: 1 }]]],
    ["a message without an id", [{ kind: "call", operation: "head", args: ["open/a"] }]],
    ["a negative id", [{ kind: "cancel", id: -1 }]],
    ["a string as id", [{ kind: "cancel", id: "1" }]],
    ["an unknown kind", [{ kind: "drop", id: 7 }]],
    ["an unknown operation", [{ kind: "call", id: 7, operation: "close", args: [] }]],
    ["an inherited name as operation", [{ kind: "call", id: 7, operation: "toString", args: [] }]],
    ["a prototype as operation", [{ kind: "call", id: 7, operation: "__proto__", args: [] }]],
    ["an array of one name as operation", [{ kind: "call", id: 7, operation: ["head"], args: ["open/a"] }]],
    [
      "an array of one name as cursor",
      [{ kind: "open", id: 7, cursor: ["info"], args: ["open/a"], credit: 1 }],
    ],
    ["arguments that are not an array", [{ kind: "call", id: 7, operation: "head", args: "open/a" }]],
    ["too many arguments", [{ kind: "call", id: 7, operation: "head", args: Array(100).fill("a") }]],
    ["an unknown cursor", [{ kind: "open", id: 7, cursor: "changes", args: [], credit: 1 }]],
    ["a cursor without credit", [{ kind: "open", id: 7, cursor: "info", args: ["open/a"] }]],
    ["infinite credit", [{ kind: "open", id: 7, cursor: "info", args: ["open/a"], credit: Infinity }]],
    ["a path that is not a string", [{ kind: "call", id: 7, operation: "head", args: [{ toString: "x" }] }]],
    [
      "a cursor on a path that is not a string",
      [{ kind: "open", id: 7, cursor: "messages", args: [7], credit: 1 }],
    ],
    [
      "options that are not an object",
      [{ kind: "open", id: 7, cursor: "messages", args: ["open/a", "now"], credit: 1 }],
    ],
    [
      "options that are a buffer",
      [{ kind: "open", id: 7, cursor: "messages", args: ["open/a", new Uint8Array(9)], credit: 1 }],
    ],
    [
      "an unknown option",
      [{ kind: "call", id: 7, operation: "readPacked", args: ["open/a", { offzet: "now" }] }],
    ],
    ["an array of one path", [{ kind: "call", id: 7, operation: "head", args: [["open/a"]] }]],
    [
      "a fork whose source is not a path",
      [{ kind: "call", id: 7, operation: "create", args: ["b", { fork: ["open/a"] }] }],
    ],
    ["appends without data", [{ kind: "appends", id: 7, path: "open/a" }]],
    ["appends of an empty array", [{ kind: "appends", id: 7, path: "open/a", values: [] }]],
    [
      "appends of something that is not an array",
      [{ kind: "appends", id: 7, path: "open/a", values: { length: 1 } }],
    ],
    ["too many appends", [{ kind: "appends", id: 7, path: "open/a", values: new Array(20_001) }]],
    ["appends to something that is not a path", [{ kind: "appends", id: 7, path: ["open/a"], values: [1] }]],
    [
      "appends whose ids exceed the largest safe integer",
      [{ kind: "appends", id: 2 ** 53 - 1, path: "open/a", values: [1, 2] }],
    ],
    ["appends without an id", [{ kind: "appends", path: "open/a", values: [1, 2] }]],
    ["appends whose data is not a Uint8Array", [appendsOf(Uint32Array.of(1), [1])]],
    ["appends whose data is missing", [appendsOf(Uint32Array.of(1), undefined)]],
    ["appends whose lengths are a plain array", [appendsOf([1, 1], digits(2))]],
    ["appends whose lengths are in shared memory", [appendsOf(sharedLengths(), digits(2))]],
    ["appends with more data than lengths", [appendsOf(Uint32Array.of(1, 1), digits(3))]],
    ["appends with less data than lengths", [appendsOf(Uint32Array.of(1, 2 ** 32 - 1), digits(9))]],
    ["a cyclic value", [{ kind: "call", id: 7, operation: "append", args: ["open/a", cyclic()] }]],
    ["a big integer", [{ kind: "call", id: 7, operation: "append", args: ["open/a", 1n] }]],
  ];

  test.each(malformed)("%s", async (_, value) => {
    const port = new RawPort(store, "manage");
    port.send(value);
    expect(await port.answer(Array.isArray(value) ? idOf(value[0]) : noId)).toMatchObject({
      kind: "error",
      error: { code: "BAD_REQUEST" },
    });
    expect(await port.call(99, "head", "open/a")).toMatchObject({
      kind: "result",
      value: { messageCount: 1 },
    });
    expect(port.server.cursors).toBe(0);
    port.server.close();
  });

  test("a second cursor with an id that is in use", async () => {
    const port = new RawPort(store, "manage");
    const open = { kind: "open", id: 7, cursor: "info", args: ["open/a"], credit: 1 };
    port.send([open, open]);
    await expect.poll(() => port.received.some((message) => message.kind === "error")).toBe(true);
    expect(port.server.cursors).toBe(1);
    port.server.close();
    expect(port.server.cursors).toBe(0);
  });
});

test("no message of the server contains a path of this machine or a stack", async () => {
  const port = new RawPort(store, "manage");
  await store.close();
  const answer = await port.call(7, "head", "open/a");
  expect(answer).toMatchObject({ kind: "error", error: { code: "STORE_CLOSED" } });
  expect(JSON.stringify(answer)).not.toContain(process.cwd());
  port.server.close();
});

test("cursors beyond the limit of a port are refused with TOO_MANY", async () => {
  const port = new RawPort(store, "manage");
  port.send(
    Array.from({ length: 1001 }, (_, i) => ({
      kind: "open",
      id: i + 1,
      cursor: "messages",
      args: ["open/a", { offset: "now" }],
      credit: 1,
    })),
  );
  expect(await port.answer(1001)).toMatchObject({ kind: "error", error: { code: "TOO_MANY" } });
  expect(port.server.cursors).toBe(1000);
  port.server.close();
  await expect.poll(() => store.stats().subscriptions).toBe(0);
});

test("list cursors beyond the limit of a port are refused with TOO_MANY until one is cancelled", async () => {
  const port = new RawPort(store, "manage");
  const open = (id: number) => ({ kind: "open", id, cursor: "list", args: [], credit: 1 });
  port.send(Array.from({ length: 17 }, (_, i) => open(i + 1)));
  expect(await port.answer(17)).toMatchObject({ kind: "error", error: { code: "TOO_MANY" } });
  expect(port.server.cursors).toBe(16);
  port.send([{ kind: "cancel", id: 1 }, open(18)]);
  expect(await port.answer(18)).toMatchObject({ kind: "next" });
  port.server.close();
});

test("a cursor that is cancelled immediately leaves nothing behind", async () => {
  const port = new RawPort(store, "manage");
  for (const [id, cursor] of ["messages", "info", "list"].entries()) {
    const args = cursor === "list" ? [] : ["open/a"];
    port.send([
      { kind: "open", id: id + 1, cursor, args, credit: 1 },
      { kind: "cancel", id: id + 1 },
    ]);
  }
  await port.call(9, "head", "open/a");
  await expect.poll(() => store.stats().subscriptions).toBe(0);
  expect(port.server.cursors).toBe(0);
  port.server.close();
});

test("open cursors of every kind are counted", async () => {
  const port = new RawPort(store, "manage");
  port.send([
    { kind: "open", id: 1, cursor: "messages", args: ["open/a"], credit: 9 },
    { kind: "open", id: 2, cursor: "info", args: ["open/a"], credit: 9 },
    { kind: "open", id: 3, cursor: "list", args: [], credit: 9 },
  ]);
  await expect.poll(() => store.stats().subscriptions).toBe(3);
  port.server.close();
  await expect.poll(() => store.stats().subscriptions).toBe(0);
});

test("a cursor sends no more than it was granted", async () => {
  await store.append(
    "open/a",
    Array.from({ length: 50 }, (_, i) => i),
  );
  const port = new RawPort(store, "read");
  port.send([{ kind: "open", id: 7, cursor: "messages", args: ["open/a", { limitMessages: 1 }], credit: 3 }]);
  const pages = () => port.received.filter((message) => message.kind === "next").length;
  await expect.poll(() => pages()).toBe(3);
  await port.call(8, "head", "open/a");
  expect(pages()).toBe(3);
  port.send([{ kind: "credit", id: 7, credit: 2 }]);
  await expect.poll(() => pages()).toBe(5);
  port.server.close();
});

function appendsOf(lengths: unknown, data: unknown): object {
  return { kind: "appends", id: 7, path: "open/a", lengths, data };
}

/** Every slice of them is valid JSON, so any split would be accepted. */
function digits(count: number): Uint8Array {
  return new Uint8Array(count).fill(0x31);
}

function sharedLengths(): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(8)).fill(1);
}

function cyclic(): unknown {
  const value: Record<string, unknown> = {};
  value.self = value;
  return value;
}

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { AccessRules } from "../../../src/ipc/server/access.ts";
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

describe("malformed messages get BAD_REQUEST and nothing else happens", () => {
  const malformed: [string, unknown][] = [
    ["no batch", { kind: "call", id: 7, operation: "head", args: ["open/a"] }],
    ["a number", 7],
    ["nothing", undefined],
    ["null in a batch", [null]],
    ["a batch in a batch", [[{ kind: "cancel", id: 1 }]]],
    ["no id", [{ kind: "call", operation: "head", args: ["open/a"] }]],
    ["a negative id", [{ kind: "cancel", id: -1 }]],
    ["a text as id", [{ kind: "cancel", id: "1" }]],
    ["an unknown kind", [{ kind: "drop", id: 7 }]],
    ["an unknown operation", [{ kind: "call", id: 7, operation: "close", args: [] }]],
    ["an inherited name as operation", [{ kind: "call", id: 7, operation: "toString", args: [] }]],
    ["a prototype as operation", [{ kind: "call", id: 7, operation: "__proto__", args: [] }]],
    ["a list of one name as operation", [{ kind: "call", id: 7, operation: ["head"], args: ["open/a"] }]],
    [
      "a list of one name as cursor",
      [{ kind: "open", id: 7, cursor: ["info"], args: ["open/a"], credit: 1 }],
    ],
    ["arguments that are no list", [{ kind: "call", id: 7, operation: "head", args: "open/a" }]],
    ["too many arguments", [{ kind: "call", id: 7, operation: "head", args: Array(100).fill("a") }]],
    ["an unknown cursor", [{ kind: "open", id: 7, cursor: "changes", args: [], credit: 1 }]],
    ["no credit", [{ kind: "open", id: 7, cursor: "info", args: ["open/a"] }]],
    ["infinite credit", [{ kind: "open", id: 7, cursor: "info", args: ["open/a"], credit: Infinity }]],
    ["a path that is no text", [{ kind: "call", id: 7, operation: "head", args: [{ toString: "x" }] }]],
    [
      "a cursor on a path that is no text",
      [{ kind: "open", id: 7, cursor: "messages", args: [7], credit: 1 }],
    ],
    [
      "options that are no object",
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
    ["a list of one path", [{ kind: "call", id: 7, operation: "head", args: [["open/a"]] }]],
    ["a fork of no path", [{ kind: "call", id: 7, operation: "create", args: ["b", { fork: ["open/a"] }] }]],
    ["appends of nothing", [{ kind: "appends", id: 7, path: "open/a" }]],
    ["appends of an empty list", [{ kind: "appends", id: 7, path: "open/a", values: [] }]],
    ["appends of no list", [{ kind: "appends", id: 7, path: "open/a", values: { length: 1 } }]],
    ["appends of too many", [{ kind: "appends", id: 7, path: "open/a", values: new Array(20_001) }]],
    ["appends to no path", [{ kind: "appends", id: 7, path: ["open/a"], values: [1] }]],
    ["appends whose ids have no end", [{ kind: "appends", id: 2 ** 53 - 1, path: "open/a", values: [1, 2] }]],
    ["appends without an id", [{ kind: "appends", path: "open/a", values: [1, 2] }]],
    ["appends whose data are no bytes", [appendsOf(Uint32Array.of(1), [1])]],
    ["appends whose data are missing", [appendsOf(Uint32Array.of(1), undefined)]],
    ["appends whose lengths are a list", [appendsOf([1, 1], digits(2))]],
    ["appends whose lengths are shared", [appendsOf(sharedLengths(), digits(2))]],
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

  test("a second cursor under an id that is in use", async () => {
    const port = new RawPort(store, "manage");
    const open = { kind: "open", id: 7, cursor: "info", args: ["open/a"], credit: 1 };
    port.send([open, open]);
    await expect.poll(() => port.received.some((message) => message.kind === "error")).toBe(true);
    expect(port.server.cursors).toBe(1);
    port.server.close();
    expect(port.server.cursors).toBe(0);
  });
});

test("no message of the server carries a path of this machine or a stack", async () => {
  const port = new RawPort(store, "manage");
  await store.close();
  const answer = await port.call(7, "head", "open/a");
  expect(answer).toMatchObject({ kind: "error", error: { code: "STORE_CLOSED" } });
  expect(JSON.stringify(answer)).not.toContain(process.cwd());
  port.server.close();
});

test("more cursors than a port may hold are refused with TOO_MANY", async () => {
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

test("more list cursors than a port may hold are refused with TOO_MANY, until one is cancelled", async () => {
  const port = new RawPort(store, "manage");
  const open = (id: number) => ({ kind: "open", id, cursor: "list", args: [], credit: 1 });
  port.send(Array.from({ length: 17 }, (_, i) => open(i + 1)));
  expect(await port.answer(17)).toMatchObject({ kind: "error", error: { code: "TOO_MANY" } });
  expect(port.server.cursors).toBe(16);
  port.send([{ kind: "cancel", id: 1 }, open(18)]);
  expect(await port.answer(18)).toMatchObject({ kind: "next" });
  port.server.close();
});

test("a cursor that is cancelled at once leaves nothing behind", async () => {
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

test("open cursors of each kind are counted", async () => {
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

describe("access", () => {
  const rules: AccessRules = { "": "none", "open/": "append", "open/locked/": "read" };
  const denied: [string, string, unknown[]][] = [
    ["read", "readPacked", ["secret/a"]],
    ["head", "head", ["secret/a"]],
    ["append", "append", ["secret/a", 1]],
    ["append where only reading is allowed", "append", ["open/locked/a", 1]],
    ["create", "create", ["open/new"]],
    ["delete", "delete", ["open/a"]],
    ["touch", "touch", ["open/a"]],
    ["close", "closeStream", ["secret/a"]],
  ];

  test.each(denied)("denied: %s", async (_, operation, args) => {
    const port = new RawPort(store, rules);
    expect(await port.call(7, operation, ...args)).toMatchObject({
      kind: "error",
      error: { code: "FORBIDDEN" },
    });
    port.server.close();
  });

  test("denied: cursors on what may not be read", async () => {
    const port = new RawPort(store, rules);
    port.send([
      { kind: "open", id: 7, cursor: "messages", args: ["secret/a"], credit: 1 },
      { kind: "open", id: 8, cursor: "info", args: ["secret/a"], credit: 1 },
    ]);
    for (const id of [7, 8])
      expect(await port.answer(id)).toMatchObject({ kind: "error", error: { code: "FORBIDDEN" } });
    expect(port.server.cursors).toBe(0);
    port.server.close();
  });

  test("denied: to fork what may not be read", async () => {
    const port = new RawPort(store, { "mine/": "manage", "open/": "read" });
    expect(await port.call(7, "create", "mine/x", { fork: { path: "secret/a" } })).toMatchObject({
      kind: "error",
      error: { code: "FORBIDDEN" },
    });
    expect(await port.call(8, "create", "mine/x", { fork: { path: "open/a" } })).toMatchObject({
      kind: "result",
      value: { messageCount: 1 },
    });
    port.server.close();
  });

  test("allowed: append and close below the prefix; the list shows what may be read", async () => {
    const port = new RawPort(store, rules);
    expect(await port.call(7, "append", "open/a", 2)).toMatchObject({ kind: "result" });
    expect(await port.call(8, "list")).toMatchObject({
      kind: "result",
      value: { streams: [{ path: "open/a" }] },
    });
    expect(await port.call(9, "closeStream", "open/a")).toMatchObject({
      kind: "result",
      value: { closed: true },
    });
    port.server.close();
  });

  test("nothing is allowed where no rule matches", async () => {
    const port = new RawPort(store, { "other/": "manage" });
    expect(await port.call(7, "head", "open/a")).toMatchObject({
      kind: "error",
      error: { code: "FORBIDDEN" },
    });
    port.server.close();
  });
});

function appendsOf(lengths: unknown, data: unknown): object {
  return { kind: "appends", id: 7, path: "open/a", lengths, data };
}

/** Any part of them is a JSON value: taken apart in whatever way they could be appended. */
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

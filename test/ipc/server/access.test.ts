import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { AccessRules } from "../../../src/ipc/server/access.ts";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { RawPort } from "../../support/ipc/raw-port.ts";

let store: StreamStore;

beforeEach(async () => {
  store = openStreamStore({ inMemory: true });
  await store.create("open/a", { contentType: "application/json", data: [1] });
  await store.create("secret/a", { contentType: "application/json", data: [1] });
});

afterEach(() => store.close());

describe("a port with access rules", () => {
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

  test.each(denied)("refuses to %s", async (_, operation, args) => {
    const port = new RawPort(store, rules);
    expect(await port.call(7, operation, ...args)).toMatchObject({
      kind: "error",
      error: { code: "FORBIDDEN" },
    });
    port.server.close();
  });

  test("refuses several appends as a whole if the window may not append to one of their paths", async () => {
    const port = new RawPort(store, rules);
    const allowed = { path: "open/a", data: 2 };
    const before = (await store.list()).streams;
    let id = 1;
    for (const path of ["secret/a", "open/locked/a"]) {
      for (const [index, appends] of [
        [{ path, data: 2 }, allowed],
        [allowed, { path, data: 2 }],
      ].entries()) {
        expect(await port.call(id++, "appendAll", appends)).toMatchObject({
          kind: "error",
          error: { code: "FORBIDDEN", details: { index } },
        });
      }
    }
    expect((await store.list()).streams).toEqual(before);
    expect(await port.call(id++, "appendAll", [allowed, allowed])).toMatchObject({ kind: "result" });
    expect((await store.head("open/a")).messageCount).toBe(3);
    port.server.close();
  });

  test("refuses cursors on streams that the window may not read", async () => {
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

  test("refuses to fork a stream that the window may not read", async () => {
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

  test("allows append and close below the prefix, and lists readable streams only", async () => {
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

  test("refuses everything where no rule matches", async () => {
    const port = new RawPort(store, { "other/": "manage" });
    expect(await port.call(7, "head", "open/a")).toMatchObject({
      kind: "error",
      error: { code: "FORBIDDEN" },
    });
    port.server.close();
  });
});

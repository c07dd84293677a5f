import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { expandedSize } from "../../../src/ipc/shared/expanded-size.ts";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { RawPort } from "../../support/ipc/raw-port.ts";

/** A few hundred bytes on the wire, 10^levels values as JSON. */
function shared(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = Array(10).fill(value);
  return value;
}

/** The same value, many times. */
function repeated(count: number, value: unknown): unknown[] {
  return Array.from({ length: count }, () => value);
}

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = { value };
  return value;
}

let store: StreamStore;

beforeEach(async () => {
  store = openStreamStore({ inMemory: true });
  await store.create("a", { contentType: "application/json" });
});

afterEach(() => store.close());

test("shared references that expand are refused by append and create, and the port goes on", async () => {
  const port = new RawPort(store, "manage");
  const tooLarge = { kind: "error", error: { code: "TOO_LARGE" } };
  // Millions of values, and yet a text that the store itself would take.
  const expanding = [shared(6), shared(6)];
  expect(await port.call(1, "append", "a", expanding)).toMatchObject(tooLarge);
  const options = { contentType: "application/json", data: expanding };
  expect(await port.call(2, "create", "b", options)).toMatchObject(tooLarge);
  expect(await port.call(3, "append", "a", [shared(3)])).toMatchObject({ kind: "result" });
  expect(await store.head("a")).toMatchObject({ messageCount: 1 });
  port.server.close();
});

describe("refused with TOO_LARGE", () => {
  test.each([
    ["nested arrays that are shared", shared(9)],
    ["objects that are shared", [shared(6), { shared: shared(5) }]],
    ["the holes of a sparse array", [new Array(4_000_000_000)]],
    ["a long text that is shared", repeated(100_000, { text: "x".repeat(10_000) })],
    ["a long key that is shared", repeated(100_000, { ["x".repeat(10_000)]: 1 })],
    ["one buffer as many messages", repeated(100_000, new Uint8Array(10_000))],
    ["a buffer within a value, shared", repeated(1000, { bytes: new Uint8Array(10_000) })],
  ])("%s", (_, data) => {
    expect(() => expandedSize(data)).toThrow(expect.objectContaining({ code: "TOO_LARGE" }));
  });
});

test("a value that is nested too deeply is refused with BAD_REQUEST", () => {
  expandedSize(nested(1000));
  expect(() => expandedSize(nested(1002))).toThrow(expect.objectContaining({ code: "BAD_REQUEST" }));
});

test("large data that is what it seems passes", () => {
  expandedSize(new Uint8Array(64 * 1024 * 1024));
  expandedSize("x".repeat(64 * 1024 * 1024));
  expandedSize(Array.from({ length: 100_000 }, (_, i) => ({ i, text: "some text" })));
  expandedSize([undefined, null, 1n, new Date(), new Map([[1, 2]])]);
});

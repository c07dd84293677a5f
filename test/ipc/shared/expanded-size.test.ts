import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { callSize, expandedSize } from "../../../src/ipc/shared/expanded-size.ts";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { RawPort } from "../../support/ipc/raw-port.ts";

/** A few hundred bytes on the wire, and 10^levels values as JSON. */
function shared(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = Array(10).fill(value);
  return value;
}

/** References to one value. */
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

test("append and create refuse shared references that expand, and the port stays open", async () => {
  const port = new RawPort(store, "manage");
  const tooLarge = { kind: "error", error: { code: "TOO_LARGE" } };
  // Millions of values, yet as JSON small enough for the store itself.
  const expanding = [shared(6), shared(6)];
  expect(await port.call(1, "append", "a", expanding)).toMatchObject(tooLarge);
  const options = { contentType: "application/json", data: expanding };
  expect(await port.call(2, "create", "b", options)).toMatchObject(tooLarge);
  expect(await port.call(3, "append", "a", [shared(3)])).toMatchObject({ kind: "result" });
  expect(await store.head("a")).toMatchObject({ messageCount: 1 });
  port.server.close();
});

describe("data that expands gets TOO_LARGE", () => {
  test.each([
    ["shared nested arrays", shared(9)],
    ["shared objects", [shared(6), { shared: shared(5) }]],
    ["a sparse array of huge length", [new Array(4_000_000_000)]],
    ["a shared long text", repeated(100_000, { text: "x".repeat(10_000) })],
    ["a shared long key", repeated(100_000, { ["x".repeat(10_000)]: 1 })],
    ["one buffer as many messages", repeated(100_000, new Uint8Array(10_000))],
    ["a shared buffer within values", repeated(1000, { bytes: new Uint8Array(10_000) })],
  ])("%s", (_, data) => {
    expect(() => expandedSize(data)).toThrow(expect.objectContaining({ code: "TOO_LARGE" }));
  });
});

test("appendAll is limited by the data of all its appends", async () => {
  const port = new RawPort(store, "manage");
  const entry = (data: unknown) => ({ path: "a", data });
  const tooLarge = { kind: "error", error: { code: "TOO_LARGE" } };
  expect(await port.call(1, "appendAll", [entry(1), entry(shared(6))])).toMatchObject(tooLarge);
  expect(await port.call(2, "appendAll", repeated(1000, entry(shared(4))))).toMatchObject(tooLarge);
  const options = { contentType: shared(6) };
  expect(await port.call(3, "appendAll", [{ ...entry(1), options }])).toMatchObject(tooLarge);
  expect((await store.head("a")).messageCount).toBe(0);
  expect(await port.call(4, "appendAll", repeated(10, entry(shared(3))))).toMatchObject({ kind: "result" });
  port.server.close();
});

test("bytes in place of an object with data are measured as bytes, not as their members", () => {
  const bytes = new Uint8Array(2_000_000);
  expect(callSize("create", ["a", bytes])).toBeLessThan(10_000);
  expect(callSize("append", ["a", bytes])).toBeLessThan(10_000);
});

test("a value that is nested too deeply gets BAD_REQUEST", () => {
  expandedSize(nested(1000));
  expect(() => expandedSize(nested(1002))).toThrow(expect.objectContaining({ code: "BAD_REQUEST" }));
});

test("large data without shared references passes", () => {
  expandedSize(new Uint8Array(64 * 1024 * 1024));
  expandedSize("x".repeat(64 * 1024 * 1024));
  expandedSize(Array.from({ length: 100_000 }, (_, i) => ({ i, text: "some text" })));
  expandedSize([undefined, null, 1n, new Date(), new Map([[1, 2]])]);
});

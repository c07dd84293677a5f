import { afterEach, beforeEach, expect, test } from "vitest";
import { openStreamStore, type StreamStore } from "../../../../src/store/index.ts";
import { RawPort } from "../../../support/ipc/raw-port.ts";

let store: StreamStore;

beforeEach(async () => {
  store = openStreamStore({ inMemory: true });
  await store.create("a", { data: "x".repeat(100) });
});
afterEach(() => store.close());

/** Sends `total` messages in batches, and checks after each batch that another window is served. */
async function flood(
  total: number,
  perBatch: number,
  message: (id: number) => unknown,
  options = { reads: false },
): Promise<RawPort> {
  const flooder = new RawPort(store, "manage", options);
  const other = new RawPort(store, "manage");
  for (let id = 1; id <= total; id += perBatch) {
    flooder.send(Array.from({ length: perBatch }, (_, n) => message(id + n)));
    await new Promise((resolve) => setImmediate(resolve));
    expect(await other.call(id, "head", "a")).toMatchObject({ kind: "result" });
  }
  other.server.close();
  return flooder;
}

test("1,000,000 requests from a window that reads no responses are limited, and other windows are served", async () => {
  const flooder = await flood(1_000_000, 10_000, (id) => ({
    kind: "call",
    id,
    operation: "readPacked",
    args: ["a"],
  }));
  expect(flooder.posted.length).toBeLessThan(100_000);
  expect(JSON.stringify(flooder.posted.slice(-1))).toContain("TOO_MANY");
  flooder.server.close();
}, 300_000);

test("100,000 subscriptions without further credit are limited with TOO_MANY, and other windows are served", async () => {
  const subscribe = (id: number) => ({ kind: "open", id, cursor: "messages", args: ["a"], credit: 1 });
  const flooder = await flood(100_000, 1000, subscribe, { reads: true });
  const answers = Object.groupBy(flooder.posted, (message) =>
    JSON.stringify("error" in message && message.error.code),
  );
  expect(answers['"TOO_MANY"']).toHaveLength(99_000);
  expect(store.stats().subscriptions).toBe(1000);
  flooder.server.close();
  expect(store.stats().subscriptions).toBe(0);
}, 300_000);

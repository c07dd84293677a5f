import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";

let store: StreamStore;
const logged: unknown[] = [];
const log = (...values: unknown[]) => void logged.push(values);
const logger = { debug: log, info: log, warn: log, error: log };

beforeEach(() => {
  logged.length = 0;
  store = openStreamStore({ inMemory: true, logger });
});

afterEach(() => store.close());

test("an aborted signal releases a subscription that nobody asks any more", async () => {
  await store.create("a", { data: "x" });
  const abort = new AbortController();
  const pages = store.subscribe("a", { signal: abort.signal });
  await pages.next();
  expect(store.stats().subscriptions).toBe(1);
  abort.abort();
  expect(store.stats().subscriptions).toBe(0);
});

test("an aborted signal, or return, releases a feed of changes at once", async () => {
  const abort = new AbortController();
  const aborted = store.changes({ signal: abort.signal });
  const returned = store.changes();
  const waiting = returned.next();
  expect(store.stats().subscriptions).toBe(2);
  abort.abort();
  await returned.return!();
  expect(store.stats().subscriptions).toBe(0);
  expect(await waiting).toMatchObject({ done: true });
  await store.create("a");
  expect(await aborted.next()).toMatchObject({ done: true });
});

test("a feed of changes tells what happens from the call on", async () => {
  const changes = store.changes();
  await store.create("a");
  expect((await changes.next()).value).toEqual({ type: "created", path: "a" });
  await changes.return!();
});

test("nothing of the store runs after close", async () => {
  await store.close();
  vi.useFakeTimers({ toFake: ["setTimeout", "setInterval", "clearTimeout", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  store = openStreamStore({ inMemory: true, logger });
  await store.create("a", { data: "x" });
  const deleted = store.delete("a");
  await store.close();
  await deleted;
  expect(vi.getTimerCount()).toBe(0);
  expect(logged).toEqual([]);
});

test("every call on a closed store is STORE_CLOSED, also on a path it has not seen", async () => {
  await store.close();
  for (const call of [
    store.append("new", "x"),
    store.create("new"),
    store.head("new"),
    store.delete("new"),
  ]) {
    await expect(call).rejects.toMatchObject({ code: "STORE_CLOSED" });
  }
});

test("what belongs to a stream that was replaced in the same turn is stored in the new one", async () => {
  await store.create("a", { closed: true });
  const producer = { id: "p", epoch: 0, seq: 0 };
  const [, , appended] = await Promise.all([
    store.delete("a"),
    store.create("a", { contentType: "text/plain" }),
    store.append("a", "DATA", { producer, close: true }),
  ]);
  expect(appended).toMatchObject({ duplicate: false, closed: true });
  expect((await store.read("a")).messages).toHaveLength(1);
});

test("a producer object that is counted on between appends is taken as it was at each call", async () => {
  await store.create("a", { contentType: "text/plain" });
  const producer = { id: "p", epoch: 0, seq: -1 };
  const appends = ["x", "y", "z"].map((text) => {
    producer.seq++;
    return store.append("a", text, { producer });
  });
  expect((await Promise.all(appends)).map(({ duplicate }) => duplicate)).toEqual([false, false, false]);
  expect((await store.head("a")).messageCount).toBe(3);
});

test("the first content of a fork is taken as it was at the call", async () => {
  await store.create("a");
  const data = Buffer.from("yes");
  const forked = store.create("f", { fork: { path: "a" }, data });
  data.fill(0x21);
  await forked;
  expect(Buffer.from((await store.read("f")).messages[0]!.data as Uint8Array).toString()).toBe("yes");
});

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

test("aborting the signal releases a subscription even if no further page is requested", async () => {
  await store.create("a", { data: "x" });
  const abort = new AbortController();
  const pages = store.subscribe("a", { signal: abort.signal });
  await pages.next();
  expect(store.stats().subscriptions).toBe(1);
  abort.abort();
  expect(store.stats().subscriptions).toBe(0);
});

test("aborting the signal or calling return releases a changes iterator at once", async () => {
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

test("a changes iterator reports changes from the call on", async () => {
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

test("every call on a closed store rejects with STORE_CLOSED, even for an unknown path", async () => {
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

test("an append to a stream that was replaced in the same turn goes into the new stream", async () => {
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

test("a producer object counts as it is at each call, even if the caller increments it in between", async () => {
  await store.create("a", { contentType: "text/plain" });
  const producer = { id: "p", epoch: 0, seq: -1 };
  const appends = ["x", "y", "z"].map((text) => {
    producer.seq++;
    return store.append("a", text, { producer });
  });
  expect((await Promise.all(appends)).map(({ duplicate }) => duplicate)).toEqual([false, false, false]);
  expect((await store.head("a")).messageCount).toBe(3);
});

test("the first messages of a fork count as they are at the call", async () => {
  await store.create("a");
  const data = Buffer.from("yes");
  const forked = store.create("f", { fork: { path: "a" }, data });
  data.fill(0x21);
  await forked;
  expect(Buffer.from((await store.read("f")).messages[0]!.data as Uint8Array).toString()).toBe("yes");
});

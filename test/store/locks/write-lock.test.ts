import { setImmediate as nextTurn } from "node:timers/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { LockedOut } from "../../../src/store/commit/locked-out.ts";
import { openStreamStore, type StoreOptions, type StreamStore } from "../../../src/store/index.ts";
import { testClock } from "../../support/clock.ts";
import { readTexts } from "../../support/reading.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { holdLock } from "../../support/hold-lock/other-program.ts";

const ignore = () => {};
const logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
const locked = { name: "StreamError", code: "STORE_LOCKED", details: { reason: "SQLITE_BUSY" } };

describe("while another program holds the write lock", () => {
  test("the whole queue is refused alike, once, and the event loop turns meanwhile", async () => {
    const { store, directory } = await openWithStream();
    await holdLock(directory);
    const begin = vi.spyOn(LockedOut.prototype, "begin");
    onTestFinished(() => begin.mockRestore());
    const appends = Array.from({ length: 100 }, (_, i) => store.append("a", String(i)));
    const { results, turns } = await settledAfterTurns(appends);
    for (const result of results) expect(result).toMatchObject({ status: "rejected", reason: locked });
    // One time-out for all of them, not one for each append.
    expect(begin.mock.results.filter(({ value }) => value === false)).toHaveLength(1);
    expect(turns).toBeGreaterThan(10);
    expect((results[0] as PromiseRejectedResult).reason.message).toContain("another program");
    expect(await readTexts(store, "a")).toEqual(["x"]);
  });

  test.each(["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE", "BEGIN; UPDATE stream SET closed = 1"])(
    "appends wait for it, and are stored in their order: %s",
    async (sql) => {
      const { store, directory } = await openWithStream();
      const other = await holdLock(directory, sql);
      const appends = Array.from({ length: 100 }, (_, i) => store.append("a", String(i)));
      // The first attempt fails.
      await nextTurn();
      await nextTurn();
      await other.release();
      await Promise.all(appends);
      expect(await readTexts(store, "a")).toEqual(["x", ...[...appends.keys()].map(String)]);
    },
  );

  test.each<[name: string, call: (store: StreamStore) => Promise<unknown>]>([
    ["create", (store) => store.create("b")],
    ["create with data", (store) => store.create("b", { data: "x" })],
    ["fork", (store) => store.create("b", { fork: { path: "a" } })],
    ["delete", (store) => store.delete("a")],
    ["closeStream", (store) => store.closeStream("a")],
    ["touch", (store) => store.touch("ttl")],
    ["setRetention", (store) => store.setRetention("a", { maxMessages: 5 })],
    ["compact", (store) => store.compact()],
    ["compact in the inspector", (store) => store.inspection.compact()],
    ["clean up in the inspector", (store) => store.inspection.cleanUp()],
    ["a producer's append", (store) => store.append("a", "y", { producer: { id: "p", epoch: 0, seq: 0 } })],
    ["replicas.set", async (store) => replicate(store)],
    ["subscriptions.create", (store) => subscribe(store)],
  ])("%s is refused with STORE_LOCKED, and works afterwards", async (_name, call) => {
    const clock = testClock();
    const { store, directory } = await openWithStream({ now: clock.now });
    await store.create("ttl", { ttlSeconds: 60, data: "x" });
    await store.create("old", { ttlSeconds: 1, data: "x" });
    clock.ms += 2000;
    await store.append("a", ["y", "z"]);
    await store.delete("a").then(() => store.create("a", { data: "x" }));
    const other = await holdLock(directory);
    await expect(call(store)).rejects.toMatchObject(locked);
    await other.release();
    await call(store);
  });

  test.each<[name: string, call: (store: StreamStore, directory: string) => Promise<unknown>]>([
    ["read", (store) => store.read("a")],
    ["head", (store) => store.head("a")],
    ["list", (store) => store.list()],
    ["stats", async (store) => store.stats()],
    ["health", (store) => store.inspection.health()],
    ["backup", (store, directory) => store.backup(join(directory, "copy"))],
    ["verify", (store) => store.verify().next()],
    ["a read-only store", async (_, directory) => openStreamStore({ directory, readOnly: true }).close()],
  ])("%s works", async (_name, call) => {
    const { store, directory } = await openWithStream();
    await holdLock(directory);
    await call(store, directory);
  });

  test("a backup contains none of the appends that were refused", async () => {
    const { store, directory } = await openWithStream();
    await holdLock(directory);
    const append = store.append("a", "y");
    const backup = store.backup(join(directory, "copy"));
    await expect(append).rejects.toMatchObject(locked);
    await backup;
    const copy = new Database(join(directory, "copy"), { readonly: true });
    expect(copy.prepare("SELECT count(*) FROM message").pluck().get()).toBe(1);
    copy.close();
  });

  test("closing refuses what waits, and is done after one time-out", async () => {
    const { store, directory } = await openWithStream();
    const other = await holdLock(directory);
    const appends = Array.from({ length: 10 }, (_, i) => store.append("a", String(i)));
    const [{ turns, results }] = await Promise.all([
      settledAfterTurns(appends),
      store.close(),
      store.close(),
    ]);
    expect(turns).toBeGreaterThan(10);
    for (const result of results) expect(result).toMatchObject({ status: "rejected", reason: locked });
    await other.release();
    const again = openStreamStore({ directory, logger });
    onTestFinished(() => again.close());
    expect(await readTexts(again, "a")).toEqual(["x"]);
    await again.append("a", "y");
  });

  test("closing commits what waits if the lock is released in time", async () => {
    const { store, directory } = await openWithStream();
    const other = await holdLock(directory);
    const append = store.append("a", "y");
    const closed = store.close();
    await expect(store.append("a", "too late")).rejects.toMatchObject({ code: "STORE_CLOSED" });
    await other.release();
    await Promise.all([append, closed]);
    const again = openStreamStore({ directory, logger });
    onTestFinished(() => again.close());
    expect(await readTexts(again, "a")).toEqual(["x", "y"]);
  });

  test("a stream that is read stays alive", async () => {
    const clock = testClock();
    const { store, directory } = await openWithStream({ now: clock.now });
    await store.create("ttl", { ttlSeconds: 60, data: "x" });
    const other = await holdLock(directory);
    clock.ms += 50_000;
    await store.read("ttl");
    await expect(store.append("a", "y")).rejects.toMatchObject(locked);
    clock.ms += 50_000;
    expect(await readTexts(store, "ttl")).toEqual(["x"]);
    await other.release();
    await store.append("a", "y");
    clock.ms += 50_000;
    await store.close();
    const again = openStreamStore({ directory, now: clock.now, logger });
    onTestFinished(() => again.close());
    expect(await readTexts(again, "ttl")).toEqual(["x"]);
  });
});

test("a program that holds the whole database is named when the store is opened", async () => {
  const { store, directory } = await openWithStream();
  await store.close();
  await holdLock(directory, "PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE");
  const file = join(directory, "streams.db");
  for (const readOnly of [true, false]) {
    expect(() => openStreamStore({ directory, readOnly })).toThrow(
      expect.objectContaining({ code: "STORE_LOCKED", details: { reason: "SQLITE_BUSY", path: file } }),
    );
  }
});

test("a program that reads keeps neither compaction nor appends waiting", async () => {
  const { store, directory } = await openWithStream();
  await holdLock(directory, "BEGIN; SELECT count(*) FROM message");
  await store.append("a", "y".repeat(2_000_000));
  await store.delete("a");
  await store.compact();
  await store.create("a", { data: "z" });
  expect(await readTexts(store, "a")).toEqual(["z"]);
});

async function openWithStream(
  options: StoreOptions = {},
): Promise<{ store: StreamStore; directory: string }> {
  const directory = await temporaryDirectory();
  const store = openStreamStore({
    directory,
    logger,
    compactIntervalMs: 0,
    cleanupIntervalMs: 0,
    ...options,
  });
  onTestFinished(() => store.close());
  await store.create("a", { data: "x" });
  return { store, directory };
}

/** How often the event loop turned until all were settled, and their results. */
async function settledAfterTurns(promises: readonly Promise<unknown>[]) {
  let settled = false;
  const all = Promise.allSettled(promises).finally(() => (settled = true));
  let turns = 0;
  for (; !settled; turns++) await nextTurn();
  return { results: await all, turns };
}

async function replicate(store: StreamStore): Promise<void> {
  await store.replicas.set("a", "copy", { offset: (await store.head("a")).tailOffset, state: "" });
}

async function subscribe(store: StreamStore): Promise<unknown> {
  return store.subscriptions.create("s", { type: "pull-wake", streams: ["a"], wakeStream: "wakes" });
}

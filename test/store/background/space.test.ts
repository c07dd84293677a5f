import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { lastReport } from "../../support/verify-store.ts";

let directory: string;
let store: StreamStore;
let now = Date.UTC(2030, 0, 1);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "space-"));
  store = openStreamStore({
    directory,
    compactIntervalMs: 0,
    cleanupIntervalMs: 0,
    expiryGraceMs: 0,
    now: () => now,
  });
});

afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

/** Messages on disk, readable or not. */
const storedMessages = () => count("SELECT total(coalesce(length(lengths) / 2, 1)) FROM message");
const storedRows = () => count("SELECT count(*) FROM message");

function count(sql: string): number {
  const db = new Database(join(directory, "streams.db"), { readonly: true });
  const result = db.prepare(sql).pluck().get() as number;
  db.close();
  return result;
}

test("a store that is closed while it compacts rejects the call with STORE_CLOSED", async () => {
  const message = new Uint8Array(100_000);
  await store.create("log", { data: Array.from({ length: 100 }, () => message) });
  await store.delete("log");
  const compacted = store.compact();
  compacted.catch(() => {});
  // Until some of the free pages have been given back, and not all.
  let free = 0;
  for (let before = -1; free >= before || free === 0; free = store.stats().freePages) {
    before = free;
    await nextTurn();
  }
  await store.close();
  await expect(compacted).rejects.toMatchObject({ code: "STORE_CLOSED" });
});

async function readTexts(path: string): Promise<string[]> {
  const { messages } = await store.read(path);
  return messages.map(({ data }) => Buffer.from(data as Uint8Array).toString());
}

const batch = Array.from({ length: 1000 }, (_, i) => String(i));
/** Too large to share a row. */
const largeBatch = batch.map((text) => text.padEnd(1000));

test("a fork keeps the messages that it shares with its source, and no others", async () => {
  await store.create("source", { contentType: "text/plain", retention: { maxMessages: 10 }, data: "first" });
  await store.create("fork", { fork: { path: "source" } });
  for (let i = 0; i < 20; i++) await store.append("source", largeBatch);
  await store.compact();
  expect(storedMessages()).toBe(11);
  await store.delete("source");
  await store.compact();
  expect(storedMessages()).toBe(1);
  expect((await store.read("fork")).messages).toHaveLength(1);
  await store.delete("fork");
  await store.compact();
  expect(storedMessages()).toBe(0);
});

test("a row is kept as long as one of its messages can be read", async () => {
  await store.create("source", { contentType: "text/plain", data: batch });
  const { nextOffset } = await store.read("source", { limitMessages: 500 });
  await store.create("fork", { fork: { path: "source", offset: nextOffset } });
  await store.setRetention("source", { maxMessages: 1 });
  await store.setRetention("fork", { maxMessages: 1 });
  await store.compact();
  expect(await readTexts("source")).toEqual(["999"]);
  expect(await readTexts("fork")).toEqual(["499"]);
  // Two of the four rows: the one with message 499, and the last one.
  expect(storedRows()).toBe(2);
  await store.delete("fork");
  await store.compact();
  expect(storedRows()).toBe(1);
  expect((await lastReport(store)).problems).toEqual([]);
  await store.delete("source");
  await store.compact();
  expect(storedRows()).toBe(0);
});

test("the producers of a stream are deleted with it", async () => {
  await store.create("a", { contentType: "text/plain" });
  await Promise.all(
    Array.from({ length: 1200 }, (_, i) =>
      store.append("a", "x", { producer: { id: `p${i}`, epoch: 0, seq: 0 } }),
    ),
  );
  await store.delete("a");
  await store.compact();
  const db = new Database(join(directory, "streams.db"), { readonly: true });
  expect(db.prepare("SELECT count(*) FROM producer").pluck().get()).toBe(0);
  db.close();
});

test("one call drops all messages that are too old, and counts the bytes of the rest correctly", async () => {
  await store.create("a", { contentType: "text/plain", retention: { maxAgeMs: 1000 } });
  for (let i = 0; i < 25; i++) await store.append("a", batch);
  now += 1000;
  await store.append("a", "last");
  expect(await store.head("a")).toMatchObject({ messageCount: 1, byteCount: 4 });
});

test("a backup is as private as the store, and cannot replace the store's own file", async () => {
  await store.create("a", { data: "x" });
  const file = join(directory, "copy.db");
  await store.backup(file);
  if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
  await expect(store.backup(join(directory, ".", "streams.db"))).rejects.toMatchObject({
    code: "BAD_REQUEST",
  });
});

test.runIf(process.platform === "linux")("fails at once if the folder cannot be created", () => {
  expect(() => openStreamStore({ directory: "/proc/none/store" })).toThrow(
    expect.objectContaining({ name: "StreamError" }),
  );
});

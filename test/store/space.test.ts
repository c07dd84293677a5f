import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStreamStore, type StreamStore } from "../../src/store/index.ts";

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
function storedMessages(): number {
  const db = new Database(join(directory, "streams.db"), { readonly: true });
  const count = db.prepare("SELECT count(*) FROM message").pluck().get() as number;
  db.close();
  return count;
}

const batch = Array.from({ length: 1000 }, (_, i) => String(i));

test("a fork keeps what it can see of its source, and nothing else", async () => {
  await store.create("source", { contentType: "text/plain", retention: { maxMessages: 10 }, data: "first" });
  await store.create("fork", { fork: { path: "source" } });
  for (let i = 0; i < 20; i++) await store.append("source", batch);
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

test("a stream's producers go with it", async () => {
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

test("all that is too old is dropped by one look, and the bytes of the rest are right", async () => {
  await store.create("a", { contentType: "text/plain", retention: { maxAgeMs: 1000 } });
  for (let i = 0; i < 25; i++) await store.append("a", batch);
  now += 1000;
  await store.append("a", "last");
  expect(await store.head("a")).toMatchObject({ messageCount: 1, byteCount: 4 });
});

test("a backup is as private as the store, and never the store's own file", async () => {
  await store.create("a", { data: "x" });
  const file = join(directory, "copy.db");
  await store.backup(file);
  if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
  await expect(store.backup(join(directory, ".", "streams.db"))).rejects.toMatchObject({
    code: "BAD_REQUEST",
  });
});

test.runIf(process.platform === "linux")("a folder that cannot be made is an error at once", () => {
  expect(() => openStreamStore({ directory: "/proc/none/store" })).toThrow(
    expect.objectContaining({ name: "StreamError" }),
  );
});

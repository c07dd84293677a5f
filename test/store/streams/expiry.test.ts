import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";

let directory: string;
let now: number;
let store: StreamStore;

const open = (cleanupIntervalMs = 0) =>
  openStreamStore({ directory, now: () => now, cleanupIntervalMs, expiryGraceMs: 0, compactIntervalMs: 0 });

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "expiry-"));
  now = Date.UTC(2030, 0, 1);
  store = open();
});

afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

test("subscribing does not revive an expired stream", async () => {
  await store.create("a", { ttlSeconds: 1, data: "x" });
  now += 5000;
  await expect(store.subscribe("a").next()).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(store.head("a")).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(store.stats().subscriptions).toBe(0);
});

test("a stream with a live reader survives if the store is closed for less than its TTL", async () => {
  await store.create("a", { ttlSeconds: 10, data: "x" });
  const pages = store.subscribe("a");
  await pages.next();
  const parked = pages.next().catch((error: { code: string }) => error.code);
  now += 9000;
  await store.close();
  expect(await parked).toBe("STORE_CLOSED");
  now += 2000;
  store = open();
  expect((await store.head("a")).messageCount).toBe(1);
});

test("an expired source that was created again is cleaned up once", async () => {
  await store.close();
  store = open(20);
  await store.create("a", { ttlSeconds: 1, data: "x" });
  await store.create("fork", { fork: { path: "a" }, expiresAt: new Date(now + 1e6) });
  await store.read("a");
  now += 1000;
  await store.create("a", { data: "y" });
  const changes = store.changes();
  await store.create("short", { ttlSeconds: 1 });
  now += 1000;
  // The cleanup that removes this stream has processed the other one, too.
  for await (const { type, path } of changes) if (type === "expired" && path === "short") break;
  expect((await store.read("fork")).messages).toHaveLength(1);
  expect((await store.read("a")).messages).toHaveLength(1);
});

test("a waiting subscriber hears of an absolute expiry without a cleanup", async () => {
  await store.create("a", { expiresAt: new Date(now + 300), data: "x" });
  const pages = store.subscribe("a");
  await pages.next();
  const waiting = pages.next();
  now += 300;
  await expect(waiting).rejects.toMatchObject({ code: "NOT_FOUND" });
});

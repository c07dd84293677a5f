import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, onTestFinished } from "vitest";
import { openStreamStore, type StreamStore, type VerifyProblem } from "../../../src/store/index.ts";
import { lastReport } from "../../support/verify-store.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

let file: Buffer | undefined;

/** A closed store with something of every kind. It is filled once; each test gets a copy. */
export async function filledStore(): Promise<string> {
  const directory = await temporaryDirectory();
  if (file) writeFileSync(join(directory, "streams.db"), file);
  else {
    const store = openStreamStore({ directory });
    await fill(store);
    await store.close();
    file = readFileSync(join(directory, "streams.db"));
  }
  return directory;
}

export async function fill(store: StreamStore): Promise<void> {
  const data = Array.from({ length: 2000 }, (_, n) => `message ${n}`);
  await store.create("plain", { contentType: "text/plain", data });
  await store.append("plain", "from a producer", { producer: { id: "tab", epoch: 0, seq: 0 } });
  await store.create("large", { data: "x".repeat(100_000) });
  await store.create("trimmed", { retention: { maxMessages: 10 }, data: data.slice(0, 50) });
  const { nextOffset } = await store.read("plain", { limitMessages: 700 });
  await store.create("fork", { fork: { path: "plain", offset: nextOffset } });
  await store.append("fork", ["a", "b"]);
  await store.create("fork of the fork", { fork: { path: "fork" } });
  await store.create("deleted", { data: "still needed" });
  await store.create("needs it", { fork: { path: "deleted" } });
  await store.delete("deleted");
  await store.replicas.set("plain", "https://a.example/plain", { offset: nextOffset, state: "{}" });
  await store.create("wake", { contentType: "application/json" });
  await store.subscriptions.create("work", { type: "pull-wake", pattern: "plain", wakeStream: "wake" });
  await store.append("plain", "work");
  await store.subscriptions.claim("work", { worker: "w" });
  for (let i = 0; i < 300; i++) await store.create(`many/${i}`, { ttlSeconds: 1000 + i });
}

/** Opens a store read-only, until the end of the running test. */
export function opened(directory: string): StreamStore {
  const store = openStreamStore({ directory, readOnly: true });
  onTestFinished(() => store.close());
  return store;
}

/** What `verify` finds in a filled store after some damage. */
export async function problemsAfter(
  damage: (db: Database.Database) => void,
): Promise<readonly VerifyProblem[]> {
  const directory = await filledStore();
  const db = new Database(join(directory, "streams.db"));
  damage(db);
  db.close();
  return (await lastReport(opened(directory))).problems;
}

/** What `verify` finds in a filled store after a statement that changes at least one row. */
export function problemsAfterSql(sql: string): Promise<readonly VerifyProblem[]> {
  return problemsAfter((db) => expect(db.prepare(sql).run().changes).toBeGreaterThan(0));
}

import { cpSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { databaseFile } from "../../../src/store/sqlite/file-names.ts";
import { expectCode } from "../../support/expect-code.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** More than the largest lag of a row, and not a multiple of it. */
const appends = 300;

describe("the row of a growing stream, which lags behind its appends", () => {
  test("gives a read-only store the same state as the writer after every append", async () => {
    const { directory, store } = await openInDirectory();
    await store.create("a");
    const reader = openStreamStore({ directory, readOnly: true });
    for (let n = 1; n <= appends; n++) {
      await store.append("a", "x".repeat(n));
      expect(await reader.head("a")).toEqual(await store.head("a"));
    }
    expect((await reader.list()).streams).toEqual((await store.list()).streams);
    expect((await reader.read("a", { offset: "now" })).nextOffset).toBe((await store.head("a")).tailOffset);
    await reader.close();
    await store.close();
  });

  test("is exact if the stream was created with all of its messages", async () => {
    const { directory, store } = await openInDirectory();
    await Promise.all([store.create("a", { data: ["1", "2"] }), store.create("b", { data: "1" })]);
    await Promise.all([store.create("c", { data: "1" }), store.append("c", "2")]);
    const db = new Database(join(directory, databaseFile), { readonly: true });
    expect(db.prepare("SELECT path, tail FROM stream WHERE NOT lags").all()).toEqual([
      { path: "a", tail: 2 },
      { path: "b", tail: 1 },
    ]);
    expect(db.prepare("SELECT path FROM stream WHERE lags").all()).toEqual([{ path: "c" }]);
    db.close();
    await store.close();
  });

  test("gives each stream the same state after a crash", async () => {
    const { directory, store } = await openInDirectory();
    const counts = { a: 1, b: 2, "b/c": 127, d: 128, e: 129, f: appends };
    for (const [path, count] of Object.entries(counts)) {
      await store.create(path);
      for (let n = 0; n < count; n++) await store.append(path, "message");
    }
    const crashed = join(await temporaryDirectory(), "crashed");
    cpSync(directory, crashed, { recursive: true });

    const reopened = openStreamStore({ directory: crashed });
    for (const [path, count] of Object.entries(counts)) {
      expect(await reopened.head(path)).toEqual(await store.head(path));
      expect(await reopened.head(path)).toMatchObject({ messageCount: count, byteCount: count * 7 });
      const { offset } = await reopened.append(path, "next");
      expect((await reopened.read(path, { offset: "-1" })).messages).toHaveLength(count + 1);
      expect((await reopened.head(path)).tailOffset).toBe(offset);
    }
    await reopened.close();
    await store.close();
  });

  test("does not bring a deleted stream back, and keeps the messages that forks need", async () => {
    const { directory, store } = await openInDirectory();
    await store.create("source", { ttlSeconds: 3600 });
    await store.create("other");
    for (let n = 0; n < appends; n++) {
      await store.append("source", "message");
      await store.append("other", "message");
    }
    const { tailOffset } = await store.head("source");
    await store.create("fork", { fork: { path: "source", offset: tailOffset } });
    await store.delete("source");
    await store.delete("other");
    await store.close();
    const reopened = openStreamStore({ directory });
    await reopened.compact();
    expect((await reopened.read("fork", { offset: "-1" })).messages).toHaveLength(appends);
    await expectCode(reopened.head("other"), "NOT_FOUND");
    await reopened.close();
  });
});

async function openInDirectory(): Promise<{ directory: string; store: StreamStore }> {
  const directory = await temporaryDirectory();
  return { directory, store: openStreamStore({ directory }) };
}

import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { basename, join } from "node:path";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { openStreamStore, salvageStore } from "../../../src/store/index.ts";
import { openDatabase } from "../../../src/store/sqlite/database.ts";
import { Journal } from "../../../src/store/sqlite/journal.ts";
import { resolveOptions } from "../../../src/store/options.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

// macOS alone has flushes that reach only the drive's cache, so other systems can only tell what would be asked for there.
const pragmas = ["synchronous", "fullfsync", "checkpoint_fullfsync"] as const;
const synchronous = { full: 2, normal: 1 } as const;

test.each(["full", "normal"] as const)(
  'flushes reach the disk on macOS, too, with durability "%s"',
  async (durability) => {
    const { db, close } = openDatabase(resolveOptions({ directory: await temporaryDirectory(), durability }));
    onTestFinished(close);
    expect(settingsOf(db)).toEqual([synchronous[durability], 1, 1]);
    const journal = new Journal(db, durability, (work) => work());
    journal.withoutFlush(() => db.exec("CREATE TABLE work (done)"));
    journal.truncate();
    expect(settingsOf(db)).toEqual([synchronous[durability], 1, 1]);
  },
);

test("each connection that writes flushes like that: of a store, a migration, a salvage", async () => {
  const closed = recordClosedConnections();
  const directory = join(await temporaryDirectory(), "store");
  const store = openStreamStore({ directory });
  await store.create("a", { data: "x".repeat(100_000) });
  await store.delete("a");
  await store.compact();
  await store.backup(join(await temporaryDirectory(), "copy.db"));
  await store.close();
  salvageStore(directory, `${directory}-salvaged`);
  const fixture = new URL("../../migrations/fixtures/v2.db", import.meta.url);
  const old = await temporaryDirectory();
  fs.copyFileSync(fixture, join(old, "streams.db"));
  await openStreamStore({ directory: old }).close();
  // Nothing is ever written to the lock.
  const writers = closed.filter(({ name, readonly }) => !readonly && basename(name) !== "writer.lock");
  expect(writers.map(({ name }) => name).toSorted()).toEqual(
    [directory, `${directory}-salvaged`, old].map((folder) => join(folder, "streams.db")).toSorted(),
  );
  for (const { settings } of writers) expect(settings).toEqual([synchronous.full, 1, 1]);
});

test("a backup is flushed before it takes its name, and the name after that", async () => {
  const store = openStreamStore({ directory: await temporaryDirectory() });
  onTestFinished(() => store.close());
  const copies = await temporaryDirectory();
  const calls = recordFlushes();
  await store.backup(join(copies, "copy.db"));
  const [flushed, renamed, named] = calls;
  expect(flushed).toMatch(/^flush copy\.db\.[0-9a-f]+\.partial$/);
  expect(renamed).toBe("rename copy.db");
  if (process.platform !== "win32") expect(named).toBe(`flush ${basename(copies)}`);
});

function settingsOf(db: Database.Database): unknown[] {
  return pragmas.map((name) => db.pragma(name, { simple: true }));
}

interface ClosedConnection {
  readonly name: string;
  readonly readonly: boolean;
  readonly settings: unknown[];
}

function recordClosedConnections(): ClosedConnection[] {
  const closed: ClosedConnection[] = [];
  const { close } = Database.prototype;
  Database.prototype.close = function (this: Database.Database) {
    if (this.open) closed.push({ name: this.name, readonly: this.readonly, settings: settingsOf(this) });
    return close.call(this);
  };
  onTestFinished(() => {
    Database.prototype.close = close;
  });
  return closed;
}

/** Node's flushes and renames, in order. On macOS, Node's `fsync` reaches the disk. */
function recordFlushes(): string[] {
  const calls: string[] = [];
  const { openSync, fsyncSync, renameSync } = fs;
  const names = new Map<number, string>();
  Object.assign(fs, {
    openSync(...args: Parameters<typeof openSync>) {
      const descriptor = openSync(...args);
      names.set(descriptor, basename(String(args[0])));
      return descriptor;
    },
    fsyncSync(descriptor: number) {
      calls.push(`flush ${names.get(descriptor)}`);
      fsyncSync(descriptor);
    },
    renameSync(from: string, to: string) {
      calls.push(`rename ${basename(to)}`);
      renameSync(from, to);
    },
  });
  syncBuiltinESMExports();
  onTestFinished(() => {
    Object.assign(fs, { openSync, fsyncSync, renameSync });
    syncBuiltinESMExports();
  });
  return calls;
}

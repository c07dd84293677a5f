import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { openTestStore } from "../../support/open-store.ts";
import { readTexts } from "../../support/reading.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { problemsOf } from "../../support/verify-store.ts";

const ignore = () => {};
const logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
const moved = { name: "StreamError", code: "STORE_FAILED", details: { reason: "MOVED" } };

/** Windows lets nobody delete, move or replace a file that SQLite has open. */
const isPossible = process.platform !== "win32";

describe.runIf(isPossible)("appends are refused once another program has", () => {
  const acts: Readonly<Record<string, (directory: string) => void>> = {
    "deleted the store's folder": (directory) => rmSync(directory, { recursive: true }),
    "deleted the database": (directory) => rmSync(join(directory, "streams.db")),
    "renamed the database": (directory) => rename(directory, "streams.db", "old.db"),
    "renamed the store's folder": (directory) => renameSync(directory, `${directory}-old`),
    "renamed a parent folder": (directory) => {
      const parent = join(directory, "..");
      renameSync(parent, `${parent}-old`);
      onTestFinished(() => rmSync(`${parent}-old`, { recursive: true }));
    },
    "replaced the database": (directory) => {
      writeFileSync(join(directory, "new.db"), "");
      rename(directory, "new.db", "streams.db");
    },
    "put a link in its place": (directory) => {
      rename(directory, "streams.db", "old.db");
      writeFileSync(join(directory, "new.db"), "");
      symlinkSync("new.db", join(directory, "streams.db"));
    },
    "replaced the store's folder": (directory) => {
      cpSync(directory, `${directory}-new`, { recursive: true });
      renameSync(directory, `${directory}-old`);
      renameSync(`${directory}-new`, directory);
    },
    "put a file in place of the folder": (directory) => {
      renameSync(directory, `${directory}-old`);
      writeFileSync(directory, "");
    },
  };

  test.for(Object.entries(acts))("%s", async ([, act]) => {
    const { store, directory } = await openWithStream();
    act(directory);
    await expect(store.append("a", "lost")).rejects.toMatchObject({
      ...moved,
      details: { reason: "MOVED", path: join(directory, "streams.db") },
    });
    await expect(Promise.all([store.create("b"), store.append("a", "lost")])).rejects.toMatchObject(moved);
    expect(await readTexts(store, "a")).toEqual(["0", "1"]);
  });

  test.for(["streams.db-wal", "streams.db-shm", "writer.lock"])("deleted %s", async (name) => {
    const { store, directory } = await openWithStream();
    rmSync(join(directory, name));
    const { error } = await appendUntilRefused(store);
    expect(error).toMatchObject({ ...moved, details: { reason: "MOVED", path: join(directory, name) } });
  });

  test("led a link to another database", async () => {
    const parent = await temporaryDirectory();
    const [own, other, link] = ["own", "other", "link"].map((name) => join(parent, name)) as [
      string,
      string,
      string,
    ];
    for (const folder of [own, other, link]) mkdirSync(folder);
    await openStreamStore({ directory: other }).close();
    symlinkSync(join(own, "streams.db"), join(link, "streams.db"));
    const store = openTestStore({ directory: link, logger });
    await store.create("a", { data: "0" });
    rmSync(join(link, "streams.db"));
    symlinkSync(join(other, "streams.db"), join(link, "streams.db"));
    await expect(store.append("a", "lost")).rejects.toMatchObject(moved);
  });
});

describe.runIf(isPossible)("when a file of an open store is gone", () => {
  test("the store goes on once it is back", async () => {
    const { store, directory } = await openWithStream();
    rename(directory, "streams.db", "away");
    await expect(store.append("a", "lost")).rejects.toMatchObject(moved);
    rename(directory, "away", "streams.db");
    await store.append("a", "2");
    expect(await readTexts(store, "a")).toEqual(["0", "1", "2"]);
    expect(await problemsOf(store)).toBeUndefined();
  });

  test("what was acknowledged is in the database without its log", async () => {
    const { store, directory } = await openWithStream();
    rmSync(join(directory, "streams.db-wal"));
    const { acknowledged } = await appendUntilRefused(store);
    const copied = openTestStore({ directory: copyOfDatabase(directory) });
    expect(await readTexts(copied, "a")).toEqual(["0", "1", ...acknowledged]);
  });

  test("a database that was moved without its log has everything", async () => {
    const { store, directory } = await openWithStream();
    const away = join(directory, "away");
    mkdirSync(away);
    rename(directory, "streams.db", join("away", "streams.db"));
    await store.close();
    expect(await readTexts(openTestStore({ directory: away }), "a")).toEqual(["0", "1"]);
  });

  test("a backup that took its place gets nothing of the old log", async () => {
    const { store, directory } = await openWithStream();
    await store.backup(join(directory, "copy"));
    for (let i = 2; i < 200; i++) await store.append("a", "x".repeat(500));
    rename(directory, "copy", "streams.db");
    await store.close();
    const restored = openTestStore({ directory });
    expect(await readTexts(restored, "a")).toEqual(["0", "1"]);
    expect(await problemsOf(restored)).toBeUndefined();
  });

  test("a backup still has all of it", async () => {
    const { store, directory } = await openWithStream();
    const parent = join(directory, "..");
    rmSync(directory, { recursive: true });
    await expect(store.append("a", "lost")).rejects.toMatchObject(moved);
    mkdirSync(join(parent, "saved"));
    await store.backup(join(parent, "saved", "streams.db"));
    const saved = openTestStore({ directory: join(parent, "saved") });
    expect(await readTexts(saved, "a")).toEqual(["0", "1"]);
  });

  test("verify does not read the one that took its place", async () => {
    const { store, directory } = await openWithStream();
    await store.backup(join(directory, "copy"));
    rename(directory, "copy", "streams.db");
    await expect(store.verify().next()).rejects.toMatchObject(moved);
  });

  test("a second writer that started without the lock goes on, and the first stops", async () => {
    const { store, directory } = await openWithStream();
    rmSync(join(directory, "writer.lock"));
    const second = openTestStore({ directory });
    const { acknowledged } = await appendUntilRefused(store);
    // It read the stream only now.
    await second.append("a", "second");
    expect(await readTexts(second, "a")).toEqual(["0", "1", ...acknowledged, "second"]);
    expect(await problemsOf(second)).toBeUndefined();
  });

  test("it is logged once, also if nothing is written", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const error = vi.fn<(...args: unknown[]) => void>();
    const { directory } = await openWithStream({ ...logger, error });
    renameSync(directory, `${directory}-old`);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(error.mock.calls).toMatchObject([[expect.any(String), moved]]);
  });

  test("readers of another process end with the same error", async () => {
    const { directory } = await openWithStream();
    const reader = openTestStore({ directory, readOnly: true });
    const pages = reader.subscribe("a");
    await pages.next();
    const waiting = pages.next();
    renameSync(directory, `${directory}-old`);
    await expect(waiting).rejects.toMatchObject(moved);
    await expect(reader.read("a")).rejects.toMatchObject(moved);
  });
});

/** A store in a folder of its own, whose stream `a` holds "0" and "1". */
async function openWithStream(to = logger): Promise<{ store: StreamStore; directory: string }> {
  const parent = join(await temporaryDirectory(), "app");
  mkdirSync(parent);
  const directory = join(parent, "streams");
  const store = openTestStore({ directory, logger: to });
  await store.create("a", { data: "0" });
  await store.append("a", "1");
  return { store, directory };
}

/** The database without its log, in a folder of its own. Not by `copyFile`: that would free this process's locks. */
function copyOfDatabase(directory: string): string {
  const copy = `${directory}-copy`;
  mkdirSync(copy);
  execFileSync("cp", [join(directory, "streams.db"), copy]);
  return copy;
}

/** Some commits may pass before the store notices. */
async function appendUntilRefused(store: StreamStore): Promise<{ acknowledged: string[]; error: unknown }> {
  const acknowledged: string[] = [];
  for (;;) {
    const text = `n${acknowledged.length}`;
    const error: unknown = await store.append("a", text).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error !== undefined) return { acknowledged, error };
    acknowledged.push(text);
  }
}

function rename(directory: string, from: string, to: string): void {
  renameSync(join(directory, from), join(directory, to));
}

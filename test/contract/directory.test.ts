import { createHash } from "node:crypto";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { openStreamStore, type StreamStore } from "../../src/store/index.ts";
import { expectThrown } from "../support/expect-code.ts";
import { openTestStore } from "../support/open-store.ts";
import { readTexts } from "../support/reading.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

describe("the directory of a store", () => {
  test("is created if it does not exist", async () => {
    const directory = join(await temporaryDirectory(), "deep", "down");
    await open(directory).create("a");
    expect((await stat(join(directory, "streams.db"))).isFile()).toBe(true);
  });

  test("holds exactly five known files while the store is open", async () => {
    const directory = await temporaryDirectory();
    await open(directory).create("a");
    const known = ["streams.db", "streams.db-shm", "streams.db-wal", "writer.lock", "writer.pid"];
    expect((await readdir(directory)).toSorted()).toEqual(known);
  });

  test("is required on disk and refused in memory", () => {
    expectThrown(() => openStreamStore(undefined as never), "BAD_REQUEST");
    expectThrown(() => openStreamStore({}), "BAD_REQUEST");
    expectThrown(() => openStreamStore({ directory: "" }), "BAD_REQUEST");
    expectThrown(() => openStreamStore({ directory: "somewhere", inMemory: true }), "BAD_REQUEST");
    expectThrown(() => openStreamStore({ inMemory: true, readOnly: true }), "BAD_REQUEST");
  });
});

describe("a second writer", () => {
  test("is refused with STORE_LOCKED in the same process, however the directory is spelled", async () => {
    const directory = await temporaryDirectory();
    const store = open(directory);
    const roundabout = `${dirname(directory)}/./${basename(directory)}/`;
    for (const spelling of [directory, relative(process.cwd(), directory), roundabout]) {
      expectThrown(() => openStreamStore({ directory: spelling }), "STORE_LOCKED", { pid: process.pid });
    }
    await store.create("a", { data: "still writing" });
    expect(await readTexts(store, "a")).toEqual(["still writing"]);
  });

  test("may open once the first has closed", async () => {
    const directory = await temporaryDirectory();
    await open(directory).close();
    await open(directory).create("a");
  });

  test("may open another directory, or a store in memory", async () => {
    const stores = [
      open(await temporaryDirectory()),
      open(await temporaryDirectory()),
      openTestStore(),
      openTestStore(),
    ];
    for (const store of stores) expect((await store.create("a")).created).toBe(true);
  });
});

describe("a store of a newer schema", () => {
  test.each([{}, { readOnly: true }])(
    "is refused with STORE_NEWER and left unchanged: %j",
    async (options) => {
      const { directory, file } = await closedStore();
      setVersion(file, 9999);
      const before = hash(await readFile(file));
      expectThrown(() => openStreamStore({ directory, ...options }), "STORE_NEWER");
      expect(hash(await readFile(file))).toBe(before);
    },
  );

  test("leaves no lock behind when it is refused", async () => {
    const { directory, file, version } = await closedStore();
    setVersion(file, 9999);
    expectThrown(() => openStreamStore({ directory }), "STORE_NEWER");
    setVersion(file, version);
    expect(await readTexts(open(directory), "a")).toEqual(["x"]);
  });
});

describe("a damaged store", () => {
  test.each([
    ["garbage", Buffer.alloc(20_000, "no database ")],
    ["a few bytes", Buffer.from("abc")],
  ])("of %s is refused with STORE_CORRUPT, and its bytes are kept", async (_name, garbage) => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, "streams.db"), garbage);
    expectThrown(() => openStreamStore({ directory }), "STORE_CORRUPT");
    expect(await contents(directory)).toContain(hash(garbage));
  });

  test("with a damaged first page is refused with STORE_CORRUPT, and its bytes are kept", async () => {
    const { directory, file } = await closedStore();
    const bytes = await readFile(file);
    bytes.fill(0x55, 0, 4096);
    await writeFile(file, bytes);
    expectThrown(() => openStreamStore({ directory }), "STORE_CORRUPT");
    expect(await contents(directory)).toContain(hash(bytes));
  });
});

test("close leaves no log behind: streams.db is the whole store", async () => {
  const { directory } = await closedStore();
  const files = await readdir(directory);
  expect(files.filter((file) => file.startsWith("streams.db"))).toEqual(["streams.db"]);
});

function open(directory: string): StreamStore {
  return openTestStore({ directory });
}

async function closedStore(): Promise<{ directory: string; file: string; version: number }> {
  const directory = await temporaryDirectory();
  const store = open(directory);
  await store.create("a", { data: "x" });
  await store.close();
  const file = join(directory, "streams.db");
  // SQLite's file header holds the user version at offset 60.
  return { directory, file, version: (await readFile(file)).readUInt32BE(60) };
}

function setVersion(file: string, version: number): void {
  const database = new Database(file);
  database.pragma(`user_version = ${version}`);
  database.close();
}

/** The hash of each file in the directory. */
async function contents(directory: string): Promise<string[]> {
  const files = await readdir(directory);
  return Promise.all(files.map(async (file) => hash(await readFile(join(directory, file)))));
}

function hash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

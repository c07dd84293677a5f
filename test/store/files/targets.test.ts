import { execFileSync } from "node:child_process";
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, sep } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { openStreamStore, salvageStore, type StreamStore } from "../../../src/store/index.ts";
import { openTestStore } from "../../support/open-store.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { lastReport } from "../../support/verify-store.ts";

/** The store that is copied, another one that is closed, and a folder for copies. */
interface Places {
  readonly store: StreamStore;
  readonly own: string;
  readonly other: string;
  readonly copies: string;
}

const storeFiles = ["streams.db", "streams.db-wal", "streams.db-shm", "writer.lock", "writer.pid"];

describe("a backup is refused, and changes nothing, when its target is", () => {
  const targets: Readonly<Record<string, (places: Places) => string>> = {
    ...Object.fromEntries(storeFiles.map((name) => [`the store's ${name}`, ({ own }) => join(own, name)])),
    "the store's streams.db-journal, which does not exist": ({ own }) => join(own, "streams.db-journal"),
    "a store's file in another letter case": ({ own }) => join(own, "Streams.DB-Journal"),
    "the store's file by a link to its folder": ({ own, copies }) => link(own, copies, "streams.db"),
    "the store's log by a link to its folder": ({ own, copies }) => link(own, copies, "streams.db-wal"),
    "the store's file by a parent of a linked folder": ({ own, copies }) => {
      mkdirSync(join(own, "inner"));
      symlinkSync(join(own, "inner"), join(copies, "inner"));
      return [copies, "inner", "..", "streams.db"].join(sep);
    },
    "a link to the store's file": ({ own, copies }) => link(join(own, "streams.db"), copies),
    "a link to a link to the store's file": ({ own, copies }) => {
      symlinkSync(join(own, "streams.db"), join(copies, "first"));
      return link("first", copies);
    },
    "another name of the store's file": ({ own, copies }) => {
      linkSync(join(own, "streams.db"), join(copies, "same.db"));
      return join(copies, "same.db");
    },
    "another name of the store's lock": ({ own, copies }) => {
      linkSync(join(own, "writer.lock"), join(copies, "same.lock"));
      return join(copies, "same.lock");
    },
    ...Object.fromEntries(
      ["streams.db", "streams.db-wal", "writer.lock", "new.db"].map((name) => [
        `another store's ${name}`,
        ({ other }) => join(other, name),
      ]),
    ),
    "another store's file by a link to its folder": ({ other, copies }) => link(other, copies, "streams.db"),
    "a link to nothing in another store's folder": ({ other, copies }) => link(join(other, "new"), copies),
    "a folder": ({ copies }) => copies,
    "a folder that does not exist": ({ copies }) => join(copies, "none") + sep,
    "in a folder that does not exist": ({ copies }) => join(copies, "none", "copy.db"),
    "a link in a circle": ({ copies }) => link("link", copies),
  };

  test.for(Object.entries(targets))("%s", async ([, targetIn]) => {
    const places = await preparePlaces();
    const target = targetIn(places);
    const before = snapshot(places);
    await expect(places.store.backup(target)).rejects.toMatchObject({
      code: "BAD_REQUEST",
      details: { path: expect.any(String) },
    });
    expect(snapshot(places)).toEqual(before);
    await places.store.append("a", "after");
    expect((await lastReport(places.store)).problems).toEqual([]);
  });

  // Not a device: run as root against a store that does not check, this test would replace it.
  test.skipIf(process.platform === "win32")("a pipe", async () => {
    const { store, copies } = await preparePlaces();
    const pipe = join(copies, "pipe");
    execFileSync("mkfifo", [pipe]);
    await expect(store.backup(pipe)).rejects.toMatchObject({ code: "BAD_REQUEST" });
    expect(statSync(pipe).isFIFO()).toBe(true);
  });
});

describe("a database in use", () => {
  test("is not replaced while another program has it open", async () => {
    const { store, copies } = await preparePlaces();
    const file = join(copies, "copy.db");
    await store.backup(file);
    const editor = new Database(file);
    editor.exec("CREATE TABLE note (text)");
    for (const target of [file, `${file}-wal`, `${file}-shm`])
      await expect(store.backup(target)).rejects.toMatchObject({ code: "BAD_REQUEST" });
    expect(editor.prepare("SELECT count(*) FROM note").pluck().get()).toBe(0);
    editor.close();
    await store.backup(file);
  });

  test("is not replaced while another program only reads it", async () => {
    const { store, copies } = await preparePlaces();
    const file = join(copies, "streams.db");
    await store.backup(file);
    const reader = openStreamStore({ directory: copies, readOnly: true });
    await expect(store.backup(file)).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await reader.close();
    // A reader leaves an empty log behind.
    await store.backup(file);
  });

  test("leaves its log behind when it crashes, which would be applied to a copy in its place", async () => {
    const { store, copies } = await preparePlaces();
    writeFileSync(join(copies, "copy.db-wal"), Buffer.from("377f0682002de218", "hex"));
    await expect(store.backup(join(copies, "copy.db"))).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });

  test("is not seen in a user's files with such names", async () => {
    const { store, copies } = await preparePlaces();
    for (const name of ["travel", "travel-journal", "copy.db-journal"])
      writeFileSync(join(copies, name), "2030");
    await store.backup(join(copies, "copy.db"));
    expect(readFileSync(join(copies, "copy.db-journal"), "utf8")).toBe("2030");
    await store.backup(join(copies, "travel-journal"));
    expect(readFileSync(join(copies, "travel"), "utf8")).toBe("2030");
    await store.backup(join(copies, "travel"));
  });
});

test("an app keeps copies beside its store, under other names", async () => {
  const { store, own } = await preparePlaces();
  await store.backup(join(own, "copy.db"));
  expect(readdirSync(own).toSorted()).toEqual(["copy.db", ...storeFiles].toSorted());
});

test("files with the names of unfinished copies stay as they are", async () => {
  const { store, copies } = await preparePlaces();
  const names = ["copy.db.partial", "copy.db.partial-journal", "copy.db.tmp"];
  for (const name of names) writeFileSync(join(copies, name), "mine");
  await store.backup(join(copies, "copy.db"));
  expect(readdirSync(copies).toSorted()).toEqual(["copy.db", ...names]);
  for (const name of names) expect(readFileSync(join(copies, name), "utf8")).toBe("mine");
});

test("two copies to one place at once both succeed", async () => {
  const first = await preparePlaces();
  const second = await preparePlaces();
  const file = join(first.copies, "streams.db");
  await Promise.all([first.store.backup(file), first.store.backup(file), second.store.backup(file)]);
  expect(readdirSync(first.copies)).toEqual(["streams.db"]);
  const copy = openTestStore({ directory: first.copies });
  expect((await lastReport(copy)).problems).toEqual([]);
});

test("a link to a file stays, and the copy is where it leads", async () => {
  const { store, copies } = await preparePlaces();
  mkdirSync(join(copies, "disk"));
  symlinkSync(join("disk", "streams.db"), join(copies, "latest.db"));
  for (let round = 0; round < 2; round++) {
    await store.backup(join(copies, "latest.db"));
    expect(readdirSync(join(copies, "disk"))).toEqual(["streams.db"]);
    expect(readdirSync(copies)).toEqual(["disk", "latest.db"]);
  }
});

test("a file keeps its permissions when it is replaced, and its long name", async () => {
  const { store, copies } = await preparePlaces();
  const file = join(copies, "n".repeat(255));
  writeFileSync(file, "", { mode: 0o640 });
  await store.backup(file);
  expect(readdirSync(copies)).toHaveLength(1);
  if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o640);
});

test("a store that is opened at the target meanwhile is not replaced", async () => {
  const { store, copies } = await preparePlaces();
  let opened: StreamStore | undefined;
  const onProgress = () => {
    opened ??= openTestStore({ directory: copies });
  };
  const copying = store.backup(join(copies, "streams.db"), { onProgress });
  await expect(copying).rejects.toMatchObject({ code: "BAD_REQUEST" });
  await opened!.create("mine", { data: "x" });
  expect(readdirSync(copies).toSorted()).toEqual(storeFiles.toSorted());
});

test("two folders that lead to one database are one store, with one writer", async () => {
  const { own, other, copies, store } = await preparePlaces();
  symlinkSync(join(own, "streams.db"), join(copies, "streams.db"));
  expect(() => openStreamStore({ directory: copies })).toThrow(
    expect.objectContaining({ code: "STORE_LOCKED" }),
  );
  await store.close();
  const linked = openTestStore({ directory: copies });
  await linked.append("a", "more");
  expect(readdirSync(copies)).toEqual(["streams.db"]);
  const second = openTestStore({ directory: other });
  await linked.close();
  await expect(second.backup(join(own, "streams.db"))).rejects.toMatchObject({ code: "BAD_REQUEST" });
  const again = openTestStore({ directory: own });
  expect((await again.head("a")).messageCount).toBe(2);
});

test("salvage refuses a store that is open, whose locks it would free", async () => {
  const { store, own, copies } = await preparePlaces();
  symlinkSync(own, join(copies, "link"));
  for (const damaged of [own, join(copies, "link")])
    expect(() => salvageStore(damaged, join(copies, "new"))).toThrow(
      expect.objectContaining({ code: "STORE_LOCKED", details: { pid: process.pid } }),
    );
  expect(readdirSync(copies)).toEqual(["link"]);
  expect(() => openStreamStore({ directory: own })).toThrow(
    expect.objectContaining({ code: "STORE_LOCKED" }),
  );
  await store.close();
  expect(salvageStore(own, join(copies, "new"))).toMatchObject({ messages: 1 });
});

test("salvage makes no store inside a store's folder, by whatever path", async () => {
  const { store, own, other, copies } = await preparePlaces();
  await store.close();
  symlinkSync(own, join(copies, "link"));
  mkdirSync(join(other, "empty"));
  symlinkSync(join(other, "empty"), join(copies, "empty"));
  const refused = [join(own, "new"), join(own, "new", "deep"), join(copies, "link", "new")];
  for (const target of [...refused, join(other, "new"), join(copies, "empty")])
    expect(() => salvageStore(own, target)).toThrow(expect.objectContaining({ code: "BAD_REQUEST" }));
  expect(readdirSync(own)).not.toContain("new");
  expect(salvageStore(own, join(copies, "new", "deep"))).toMatchObject({ streams: [] });
});

async function preparePlaces(): Promise<Places> {
  const directory = await temporaryDirectory();
  const [own, other, copies] = ["own", "other", "copies"].map((name) => join(directory, name)) as [
    string,
    string,
    string,
  ];
  mkdirSync(copies);
  const closed = openStreamStore({ directory: other });
  await closed.create("b", { data: "y" });
  await closed.close();
  const filled = openStreamStore({ directory: own });
  // More pages than one step copies.
  await filled.create("a", { data: "x".repeat(2_000_000) });
  // The checkpoint of a close leaves nothing for one that would change the files while a test compares them.
  await filled.close();
  const store = openStreamStore({ directory: own });
  onTestFinished(() => store.close());
  return { store, own, other, copies };
}

/** A link in `folder`, or a path through it. */
function link(to: string, folder: string, ...rest: string[]): string {
  symlinkSync(to, join(folder, "link"));
  return join(folder, "link", ...rest);
}

/** Which files are in each folder, and that they are the same ones. */
function snapshot({ own, other, copies }: Places): string[] {
  return [own, other, copies].flatMap((folder) =>
    readdirSync(folder).map((name) => {
      const stats = lstatSync(join(folder, name));
      return `${folder}/${name} ${stats.ino} ${stats.size}`;
    }),
  );
}

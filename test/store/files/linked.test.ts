import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openStreamStore, salvageStore } from "../../../src/store/index.ts";
import { openTestStore } from "../../support/open-store.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

test("two folders that lead to a database of another name are one store, whose lock has that name", async () => {
  const parent = await temporaryDirectory();
  const [first, second, neighbor] = ["first", "second", "neighbor"].map((name) => join(parent, name)) as [
    string,
    string,
    string,
  ];
  linkTo(join(parent, "my.db"), first);
  linkTo(join(parent, "my.db"), second);
  linkTo(join(parent, "other.db"), neighbor);
  const store = openTestStore({ directory: first });
  await store.create("a");
  const locked = expect.objectContaining({ code: "STORE_LOCKED", details: { pid: process.pid } });
  expect(() => openStreamStore({ directory: second })).toThrow(locked);
  expect(() => salvageStore(second, join(parent, "new"))).toThrow(locked);
  const other = openTestStore({ directory: neighbor });
  await other.create("b");
  for (const name of ["my.db", "my.db-wal", "my.db-writer.lock", "my.db-writer.pid"])
    await expect(other.backup(join(parent, name))).rejects.toMatchObject({ code: "BAD_REQUEST" });
  expect(readdirSync(first)).toEqual(["streams.db"]);
});

function linkTo(database: string, folder: string): void {
  mkdirSync(folder);
  symlinkSync(database, join(folder, "streams.db"));
}

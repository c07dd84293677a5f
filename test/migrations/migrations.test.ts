import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { StoreOptions, StreamStore } from "../../src/store/index.ts";
import { schemaVersion } from "../../src/store/sqlite/migrations/index.ts";
import { expectCode } from "../support/expect-code.ts";
import { openTestStore } from "../support/open-store.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { problemsOf } from "../support/verify-store.ts";
import { describeStore, fixtureTime } from "./fixture-store.ts";

const fixtures = join(import.meta.dirname, "fixtures");
const versions = readdirSync(fixtures)
  .filter((name) => name.endsWith(".db"))
  .map((name) => name.slice(0, -".db".length));

test("fixtures of earlier versions exist", () =>
  expect(versions).toEqual(expect.arrayContaining(["v2", "v3", "v4"])));

test.each(versions)("a store of schema %s opens unchanged and accepts appends", async (version) => {
  const directory = await fixture(version);
  const store = open({ directory });
  expect(await describeStore(store)).toEqual(
    JSON.parse(readFileSync(join(fixtures, `${version}.json`), "utf8")),
  );
  expect(await problemsOf(store)).toBeUndefined();
  await expectCode(store.append("text", "again", { seq: "0001" }), "SEQ_CONFLICT");
  const repeated = { producer: { id: "tab", epoch: 1, seq: 0 } };
  expect(await store.append("text", "from a producer", repeated)).toMatchObject({ duplicate: true });
  await store.append("text", "after the migration");
  const before = await describeStore(store);
  await store.close();
  const again = open({ directory });
  expect(await describeStore(again)).toEqual(before);
  expect(await problemsOf(again)).toBeUndefined();
});

test.each(versions)("a store of schema %s opens read-only only if it needs no migration", async (version) => {
  const directory = await fixture(version);
  if (version === `v${schemaVersion}`) return void open({ directory, readOnly: true });
  expect(() => open({ directory, readOnly: true })).toThrow(
    expect.objectContaining({ code: "STORE_READ_ONLY" }),
  );
});

async function fixture(version: string): Promise<string> {
  const directory = await temporaryDirectory();
  cpSync(join(fixtures, `${version}.db`), join(directory, "streams.db"));
  return directory;
}

function open(options: StoreOptions): StreamStore {
  return openTestStore({ now: () => fixtureTime, cleanupIntervalMs: 0, ...options });
}

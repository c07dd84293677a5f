/** A wrong key in an inner page of the file makes SQLite find the wrong rows: the store must neither return them nor loop. */
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { databaseFile } from "../../../src/store/sqlite/file-names.ts";
import { expectCode } from "../../support/expect-code.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { lastReport } from "../../support/verify-store.ts";

const pageBytes = 4096;
const interiorPage = 0x05;

function opened(directory: string): StreamStore {
  const store = openStreamStore({ directory, cleanupIntervalMs: 0, compactIntervalMs: 0 });
  onTestFinished(() => store.close());
  return store;
}

/** Raises the first key of the only inner page of table `message`, and returns its position. */
function misplace(file: string, by: number): number {
  const bytes = readFileSync(file);
  for (let page = pageBytes; page < bytes.length; page += pageBytes) {
    if (bytes[page] !== interiorPage) continue;
    // A cell: the page on its left, and a key whose last seven bits are in its last byte.
    const key = page + bytes.readUInt16BE(page + 12) + 4;
    const last = key + bytes.subarray(key).findIndex((byte) => byte < 0x80);
    const position = bytes[last]!;
    expect(position + by).toBeLessThan(0x80);
    const descriptor = openSync(file, "r+");
    writeSync(descriptor, Buffer.of(position + by), 0, 1, last);
    closeSync(descriptor);
    return position;
  }
  throw new Error("the file has no inner page");
}

test("a wrong key fails reads with STORE_CORRUPT, and verify reports it", async () => {
  const directory = await temporaryDirectory();
  const store = opened(directory);
  await store.create("a", { contentType: "text/plain" });
  const offsets: string[] = [];
  for (let n = 0; n < 60; n++) offsets.push((await store.append("a", `${n}`.padEnd(500))).offset);
  await store.close();
  const position = misplace(join(directory, databaseFile), 5);

  const again = opened(directory);
  const beyond = { offset: offsets[position + 2]! };
  await expectCode(again.read("a", beyond), "STORE_CORRUPT");
  await expectCode(again.subscribe("a", beyond).next(), "STORE_CORRUPT");
  const { done, problems } = await lastReport(again);
  expect(done).toBe(true);
  expect(problems).toContainEqual(expect.objectContaining({ kind: "missing", path: "a" }));
});

/** Rows hold several messages, and a range may begin and end within one: compares the store with a list in memory. */
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { databaseFile } from "../../../src/store/sqlite/file-names.ts";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { expectCode } from "../../support/expect-code.ts";
import { lastReport } from "../../support/verify-store.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** A pseudo-random sequence of numbers below a limit. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const sizes = [0, 1, 10, 100, 100, 300, 1400, 4000, 9000];

async function opened(directory: string, readOnly = false): Promise<StreamStore> {
  const store = openStreamStore({ directory, readOnly });
  onTestFinished(() => store.close());
  return store;
}

async function readAll(store: StreamStore, path: string, limits: object): Promise<unknown[]> {
  const all: unknown[] = [];
  for (let offset: string | undefined; ;) {
    const page = await store.read(path, { ...limits, ...(offset !== undefined && { offset }) });
    expect(page.messages.length > 0 || page.upToDate).toBe(true);
    all.push(...page.messages.map(({ data }) => textOf(data)));
    if (page.upToDate) return all;
    offset = page.nextOffset;
  }
}

function textOf(data: unknown): unknown {
  return data instanceof Uint8Array ? Buffer.from(data).toString() : data;
}

for (const contentType of ["text/plain", "application/json"]) {
  test(`reads back what was appended, from and up to any message: ${contentType}`, async () => {
    const directory = await temporaryDirectory();
    const store = await opened(directory);
    const random = numbers(7);
    const expected: string[] = [];
    const offsets: string[] = [];
    await store.create("a", { contentType });
    for (let batch = 0; batch < 60; batch++) {
      const count = 1 + random([1, 3, 40, 400][random(4)]!);
      const messages = Array.from({ length: count }, (_, n) =>
        `${batch}.${n}`.padEnd(sizes[random(sizes.length)]!, "x"),
      );
      offsets.push((await store.append("a", messages)).offset);
      expected.push(...messages);
    }
    for (const limits of [{}, { limitMessages: 1 + random(300) }, { limitBytes: random(9000) }])
      expect(await readAll(store, "a", limits)).toEqual(expected);
    const all = (await store.read("a", { limitMessages: 100_000, limitBytes: 2 ** 26 })).messages;
    const bytesOf = (texts: readonly string[]) =>
      texts.reduce((sum, text) => sum + text.length + (contentType === "text/plain" ? 0 : 2), 0);
    expect((await store.head("a")).byteCount).toBe(bytesOf(expected));
    for (let i = 0; i < 300; i++) {
      const from = random(all.length);
      const limitMessages = 1 + random(60);
      const { messages } = await store.read("a", { offset: all[from]!.offset, limitMessages });
      const texts = messages.map(({ data }) => textOf(data));
      expect(texts).toEqual(expected.slice(from + 1, from + 1 + texts.length));
    }
    for (let i = 0; i < 40; i++) {
      const upto = 1 + random(all.length);
      const keep = 1 + random(upto);
      const path = `fork/${i}`;
      const retention = { maxMessages: keep };
      await store.create(path, { fork: { path: "a", offset: all[upto - 1]!.offset }, retention });
      await store.append(path, "its own");
      const shown = [...expected.slice(0, upto), "its own"].slice(-keep);
      expect(await readAll(store, path, { limitMessages: 200 })).toEqual(shown);
      expect((await store.head(path)).byteCount).toBe(bytesOf(shown));
    }
    await store.setRetention("a", { maxMessages: 500 });
    expect(await readAll(store, "a", {})).toEqual(expected.slice(-500));
    await store.compact();
    expect((await lastReport(store)).problems).toEqual([]);
    await store.close();
    const again = await opened(directory);
    expect(await readAll(again, "a", {})).toEqual(expected.slice(-500));
    expect((await again.head("a")).byteCount).toBe(bytesOf(expected.slice(-500)));
    await again.setRetention("a", { maxBytes: 20_000 });
    const kept = (await readAll(again, "a", {})) as string[];
    expect(expected.slice(-kept.length)).toEqual(kept);
    const next = expected.slice(-kept.length - 1);
    expect(bytesOf(kept)).toBeLessThanOrEqual(20_000);
    expect(bytesOf(next)).toBeGreaterThan(20_000);
  });
}

test("a read fails at a missing row, and names the first message of it", async () => {
  const directory = await temporaryDirectory();
  const store = await opened(directory);
  const data = Array.from({ length: 1000 }, (_, n) => `${n}`.padEnd(100));
  const { offset } = await store
    .create("a", { contentType: "text/plain", data })
    .then(() => store.append("a", "the last one"));
  await store.close();
  const db = new Database(join(directory, databaseFile));
  const second = "SELECT key FROM message ORDER BY key LIMIT 1 OFFSET 1";
  const start = db.prepare<[], number>("SELECT min(key) & 0xFFFFFFFFF FROM message").pluck().get()!;
  db.exec(`DELETE FROM message WHERE key = (${second})`);
  db.close();
  const again = await opened(directory);
  const error = await again.read("a").catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: "STORE_CORRUPT", details: { position: start + 1 } });
  expect((await again.read("a", { limitMessages: start })).messages).toHaveLength(start);
  expect((await again.read("a", { offset })).messages).toEqual([]);
});

test("the buffer of a page holds nothing but its messages", async () => {
  const store = openStreamStore({ inMemory: true });
  await store.create("a", { contentType: "text/plain", data: ["before", "shown", "after"] });
  const { offset } = (await store.read("a")).messages[0]!;
  const { data } = await store.readPacked("a", { offset, limitMessages: 1 });
  expect(Buffer.from(data.buffer).toString()).toBe("shown");
  // It holds no other data of the process either if the messages come from two streams.
  await store.create("fork", { fork: { path: "a" }, data: ["forked"] });
  const forked = await store.readPacked("fork");
  expect(Buffer.from(forked.data.buffer).toString()).toBe("beforeshownafterforked");
  await store.close();
});

test("a reader counts the messages that a lagging row does not count yet", async () => {
  const directory = await temporaryDirectory();
  const store = await opened(directory);
  await store.create("a", { contentType: "text/plain" });
  for (let n = 0; n < 70; n++) await store.append("a", [`${n}`, "x".repeat(n + 1)]);
  // A read-only store reads the row of the stream, and the messages beyond it.
  const reader = await opened(directory, true);
  expect(await reader.head("a")).toEqual(await store.head("a"));
});

/** Closes the store and damages its file. */
async function damaged(store: StreamStore, directory: string, sql: string): Promise<StreamStore> {
  await store.close();
  const db = new Database(join(directory, databaseFile));
  expect(db.prepare(sql).run().changes).toBeGreaterThan(0);
  db.close();
  return opened(directory);
}

test("a row with wrong lengths cannot be read, and deleting it deletes no other messages", async () => {
  const directory = await temporaryDirectory();
  const store = await opened(directory);
  for (const path of ["one", "two", "victim"])
    await store.create(path, { contentType: "text/plain", data: ["a", "b", "c"] });
  await store.append("victim", ["d", "e"]);
  await store.append("victim", "f");
  const victim = "WHERE key >> 36 = (SELECT id FROM stream WHERE path = 'victim') AND lengths IS NOT NULL";
  const again = await damaged(store, directory, `UPDATE message SET lengths = zeroblob(200) ${victim}`);
  await expectCode(again.read("victim"), "STORE_CORRUPT");
  await again.delete("victim");
  await again.compact();
  for (const path of ["one", "two"]) expect(await readAll(again, path, {})).toEqual(["a", "b", "c"]);
  const third = await damaged(again, directory, "UPDATE message SET lengths = x'010002000100'");
  await expectCode(third.read("one"), "STORE_CORRUPT");
});

test("appends of one turn share rows even if retention drops a message for each of them", async () => {
  const directory = await temporaryDirectory();
  const store = await opened(directory);
  const retention = { maxMessages: 1000 };
  const data = Array.from({ length: 1000 }, (_, n) => `${n}`);
  await store.create("a", { contentType: "text/plain", retention, data });
  await Promise.all(data.slice(0, 200).map((text) => store.append("a", text)));
  const db = new Database(join(directory, databaseFile), { readonly: true });
  const rows = db.prepare<[], number>("SELECT count(*) FROM message").pluck().get()!;
  db.close();
  expect(rows).toBeLessThan(50);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { NodeLogger } from "electron-log";
import electronLog from "electron-log/node.js";
import { expect, onTestFinished, test } from "vitest";
import type { StreamStore } from "../../src/store/index.ts";
import { expectCode } from "../support/expect-code.ts";
import { openTestStore } from "../support/open-store.ts";
import { readTexts } from "../support/reading.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { importRecipe } from "./import-recipe.ts";

test("the audit log rejects an entry while another program has locked the store, and continues its chain", async () => {
  const { openAuditLog, firstBroken } = await importRecipe<{
    openAuditLog(store: StreamStore): Promise<{ record(who: string, what: string): Promise<void> }>;
    firstBroken(store: StreamStore): Promise<string | undefined>;
  }>("audit-log", "audit-log.ts");
  const { store, lock, unlock } = await open();
  const audit = await openAuditLog(store);
  await audit.record("amara", "first");
  lock();
  await expectCode(audit.record("amara", "refused"), "STORE_LOCKED");
  unlock();
  await audit.record("amara", "second");
  expect((await store.head("audit")).messageCount).toBe(2);
  expect(await firstBroken(store)).toBeUndefined();
});

test("a setting that another program's lock refuses keeps its value, and can be set again", async () => {
  const { openSettings } = await importRecipe<{
    openSettings(
      store: StreamStore,
      defaults: object,
    ): Promise<{ get(key: string): unknown; set(key: string, value: unknown): Promise<void> }>;
  }>("electron-store", "settings.ts");
  const { store, lock, unlock } = await open();
  const settings = await openSettings(store, { theme: "light" });
  lock();
  await expectCode(settings.set("theme", "dark"), "STORE_LOCKED");
  expect(settings.get("theme")).toBe("light");
  unlock();
  await settings.set("theme", "dark");
  expect(settings.get("theme")).toBe("dark");
});

test("log lines that another program's lock refuses go to the file, and later ones to the stream", async () => {
  const { logIntoStream } = await importRecipe<{
    logIntoStream(log: NodeLogger, store: StreamStore, path: string): Promise<void>;
  }>("electron-log", "log-into-stream.ts");
  const { store, directory, lock, unlock } = await open();
  const log = electronLog.create({ logId: crypto.randomUUID() }) as NodeLogger;
  const file = join(directory, "main.log");
  log.transports.file.resolvePathFn = () => file;
  await logIntoStream(log, store, "logs");
  lock();
  log.warn("refused");
  await expect.poll(() => readFileSync(file, "utf8"), { timeout: 10_000 }).toContain("refused");
  unlock();
  log.warn("stored");
  await store.touch("logs");
  const { messages } = await store.read("logs");
  expect(messages.map(({ data }) => (data as { text: string }).text)).toEqual(["stored"]);
});

test("an answer that another program's lock ends is closed once the lock is released", async () => {
  const { writeAnswer } = await importRecipe<{
    writeAnswer(
      store: StreamStore,
      path: string,
      tokens: AsyncIterable<string>,
      signal: AbortSignal,
    ): Promise<string>;
  }>("ai-chat", "answers.ts");
  const { store, lock, unlock } = await open();
  async function* model(): AsyncGenerator<string> {
    yield "It ";
    await store.touch("answers/1");
    lock();
    yield "rains ";
  }
  const close = store.closeStream.bind(store);
  let refused = 0;
  store.closeStream = (path) =>
    close(path).catch((error: unknown) => {
      if (++refused === 1) unlock();
      throw error;
    });
  const { signal } = new AbortController();
  await expectCode(writeAnswer(store, "answers/1", model(), signal), "STORE_LOCKED");
  expect(refused).toBe(1);
  expect((await store.head("answers/1")).closed).toBe(true);
  expect(await readTexts(store, "answers/1")).toEqual(["It "]);
});

/** A store, and another program that can take SQLite's write lock on it. */
async function open() {
  const directory = await temporaryDirectory();
  const store = openTestStore({ directory });
  const other = new Database(join(directory, "streams.db"));
  onTestFinished(() => void other.close());
  return {
    directory,
    store,
    lock: () => void other.exec("BEGIN IMMEDIATE"),
    unlock: () => void other.exec("ROLLBACK"),
  };
}

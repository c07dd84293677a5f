import { join } from "node:path";
import Database from "better-sqlite3";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { StreamChange } from "../../../src/protocol/stream.ts";
import type { StoreOptions, StreamStore } from "../../../src/store/index.ts";
import { partsOf } from "../../../src/store/stream-store.ts";
import { testClock } from "../../support/clock.ts";
import { expectCode } from "../../support/expect-code.ts";
import { openTestStore } from "../../support/open-store.ts";
import { numbered, pageTexts, readTexts } from "../../support/reading.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { acksOf, createPullWake, generations } from "../../subscriptions/subscribed-store.ts";

/** Messages that contain this cannot be stored: SQLite fails in the middle of the transaction, as a broken disk does. */
const poison = "poison";

let directory: string;
const error = vi.fn();
const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error };

beforeEach(async () => {
  directory = await temporaryDirectory();
  error.mockClear();
});

describe("a commit that fails", () => {
  test("rejects the write that it fails for, and commits the others of its turn in their order", async () => {
    const store = await open();
    await store.create("a", { contentType: "text/plain" });
    const outcomes = await appendAll(store, ["0", "1", poison, "2", poison, "3"]);
    expect(outcomes).toEqual(["1", "2", "STORE_FAILED", "3", "STORE_FAILED", "4"]);
    expect(await readTexts(store, "a")).toEqual(numbered(4));
  });

  test("settles the writes that listeners submit meanwhile", async () => {
    const store = await open();
    await store.create("a", { contentType: "text/plain" });
    const later: Promise<unknown>[] = [];
    const append = () => void (later.length < 5 && later.push(store.append("a", "later")));
    const nothing = () => {};
    const { commit } = partsOf(store).context;
    commit.observe({ announced: nothing, beforeCommit: nothing, committed: append, rolledBack: append });
    expect(await appendAll(store, ["0", poison, "1", poison])).toContain("STORE_FAILED");
    await Promise.all(later);
    const texts = await readTexts(store, "a");
    expect(texts.filter((text) => text !== "later")).toEqual(["0", "1"]);
    expect(texts).toHaveLength(2 + later.length);
  });

  test("keeps the order of writes if another program locks the database before they are tried again", async () => {
    const store = await open();
    await store.create("a", { contentType: "text/plain" });
    const other = new Database(join(directory, "streams.db"));
    onTestFinished(() => void other.close());
    const nothing = () => {};
    let late: Promise<unknown> | undefined;
    const rolledBack = () => {
      if (late) return;
      other.exec("BEGIN IMMEDIATE");
      late = store.append("a", "3");
      setImmediate(() => other.exec("ROLLBACK"));
    };
    const { commit } = partsOf(store).context;
    commit.observe({ announced: nothing, beforeCommit: nothing, committed: nothing, rolledBack });
    const outcomes = appendAll(store, ["0", poison, "1", poison, "2"]);
    expect(await outcomes).toEqual(["1", "STORE_FAILED", "2", "STORE_FAILED", "3"]);
    await late;
    expect(await readTexts(store, "a")).toEqual(numbered(4));
  });

  test("commits what waits behind it, however much that is", async () => {
    const store = await open({ durability: "normal" });
    await store.create("a", { contentType: "text/plain" });
    // More than one commit may hold the event loop for.
    const texts = numbered(20_000);
    const outcomes = await appendAll(store, [poison, ...texts, poison]);
    expect(outcomes.filter((outcome) => outcome === "STORE_FAILED")).toHaveLength(2);
    expect((await store.head("a")).messageCount).toBe(texts.length);
  });

  test("leaves no offset, size or producer behind", async () => {
    const store = await open();
    await store.create("a", { contentType: "text/plain", data: "0" });
    const before = await store.head("a");
    const producer = { id: "p", epoch: 0, seq: 0 };
    const options = { producer, seq: "5", close: true };
    await expectCode(store.append("a", ["x", poison], options), "STORE_FAILED");
    expect(await store.head("a")).toEqual(before);
    await store.append("a", "1", { producer, seq: "5" });
    expect(await store.head("a")).toMatchObject({ messageCount: 2, byteCount: 2, closed: false });
    expect(await readTexts(store, "a")).toEqual(["0", "1"]);
  });

  test("undoes creations, deletions and retention of its turn only for the write that failed", async () => {
    const store = await open();
    await store.create("a", { contentType: "text/plain", data: numbered(5) });
    await store.create("gone", { contentType: "text/plain", data: numbered(5) });
    const settled = await Promise.allSettled([
      store.create("new", { contentType: "text/plain", data: "x" }),
      store.create("failed", { contentType: "text/plain", data: poison }),
      store.delete("gone"),
      store.setRetention("a", { maxMessages: 2 }),
      store.append("a", poison),
    ]);
    expect(settled.map(({ status }) => status === "fulfilled")).toEqual([true, false, true, true, false]);
    const { streams } = await store.list();
    expect(streams.map(({ path }) => path)).toEqual(["a", "new"]);
    expect(await readTexts(store, "a")).toEqual(["3", "4"]);
    await store.compact();
    expect(await readTexts(store, "a")).toEqual(["3", "4"]);
  });

  test("tells no listener of what did not happen, and each of what did once", async () => {
    const store = await open();
    await store.create("a", { contentType: "text/plain" });
    const changes = store.changes();
    await Promise.allSettled([
      store.create("failed", { contentType: "text/plain", data: poison }),
      store.create("b", { contentType: "text/plain" }),
      store.append("a", poison),
      store.append("b", "x"),
    ]);
    await store.create("last");
    const seen: StreamChange[] = [];
    for await (const change of changes) {
      seen.push(change);
      if (change.path === "last") break;
    }
    expect(seen).toEqual([
      { type: "created", path: "b" },
      { type: "appended", path: "b" },
      { type: "created", path: "last" },
    ]);
  });

  test("shows a live reader only what was committed", async () => {
    const store = await open();
    await store.create("a", { contentType: "text/plain" });
    const pages = store.subscribe("a")[Symbol.asyncIterator]();
    const seen: string[] = [];
    for (let round = 0; round < 5; round++) {
      await appendAll(store, [poison, String(round), poison]);
      seen.push(...pageTexts((await pages.next()).value!));
    }
    expect(seen).toEqual(numbered(5));
    await pages.return(undefined);
  });

  test("keeps a deadline that a read has moved", async () => {
    const clock = testClock();
    const store = await open({ now: clock.now, cleanupIntervalMs: 0, expiryGraceMs: 0 });
    await store.create("a", { contentType: "text/plain", ttlSeconds: 60, data: "x" });
    await store.create("b", { contentType: "text/plain" });
    clock.ms += 50_000;
    await store.read("a");
    await expectCode(store.append("b", poison), "STORE_FAILED");
    clock.ms += 50_000;
    expect(await readTexts(store, "a")).toEqual(["x"]);
  });

  test("raises the floors again that reads had raised", async () => {
    const clock = testClock();
    const store = await open({ now: clock.now, cleanupIntervalMs: 0, expiryGraceMs: 0 });
    await store.create("a", { contentType: "text/plain", retention: { maxAgeMs: 1000 }, data: "old" });
    await store.create("b", { contentType: "text/plain" });
    clock.ms += 2000;
    await store.append("a", "new");
    clock.ms += 500;
    expect(await readTexts(store, "a")).toEqual(["new"]);
    await expectCode(store.append("b", poison), "STORE_FAILED");
    expect(await readTexts(store, "a")).toEqual(["new"]);
    await store.compact();
    expect(await store.head("a")).toMatchObject({ messageCount: 1, byteCount: 3 });
  });

  test("wakes a subscription once, for the append that was committed", async () => {
    const store = await open();
    await createPullWake(store);
    const type = { contentType: "text/plain" };
    for (const path of ["jobs/b", "jobs/c"]) await store.create(path, type);
    await expectCode(store.append("jobs/b", poison), "STORE_FAILED");
    expect(await generations(store)).toEqual([]);
    await Promise.allSettled([store.append("jobs/b", poison), store.append("jobs/c", "x")]);
    expect(await generations(store)).toEqual([1]);
    const claim = await store.subscriptions.claim("workers", { worker: "w" });
    expect(claim.streams.filter(({ hasPending }) => hasPending).map(({ path }) => path)).toEqual(["jobs/c"]);
    await store.subscriptions.ack("workers", claim, { acks: acksOf(claim), done: true });
    await expectCode(store.append("jobs/b", poison), "STORE_FAILED");
    expect(await generations(store)).toEqual([1]);
  });

  test("in the background is logged, and made up for by the next one", async () => {
    const clock = testClock();
    const store = await open({ now: clock.now, cleanupIntervalMs: 0, expiryGraceMs: 0 });
    await store.create("a", { ttlSeconds: 60, data: "x" });
    execute("CREATE TRIGGER broken BEFORE UPDATE ON stream BEGIN SELECT RAISE(ABORT, 'broken'); END");
    clock.ms += 50_000;
    await store.read("a");
    await expect.poll(() => error.mock.calls.length).toBe(1);
    execute("DROP TRIGGER broken");
    clock.ms += 5000;
    await store.read("a");
    clock.ms += 50_000;
    expect(await readTexts(store, "a")).toEqual(["x"]);
  });
});

/** Opens a store in which messages with `poison` cannot be stored. */
async function open(options: StoreOptions = {}): Promise<StreamStore> {
  const store = openTestStore({ directory, logger, compactIntervalMs: 0, ...options });
  // A first commit, which creates what is created lazily.
  await store.create("first");
  await store.delete("first");
  execute(`CREATE TRIGGER poison BEFORE INSERT ON message WHEN instr(cast(NEW.data AS TEXT), '${poison}') > 0
    BEGIN SELECT RAISE(ABORT, 'poison'); END`);
  return store;
}

/** Over a connection of its own. */
function execute(sql: string): void {
  const db = new Database(join(directory, "streams.db"));
  db.exec(sql);
  db.close();
}

/** Appends in one turn; returns the position after each append, or the code of its failure. */
async function appendAll(store: StreamStore, texts: readonly string[]): Promise<string[]> {
  const settled = await Promise.allSettled(texts.map((text) => store.append("a", text)));
  return settled.map((outcome) =>
    outcome.status === "fulfilled"
      ? String(Number(outcome.value.offset.split("_")[1]))
      : (outcome.reason as { code: string }).code,
  );
}

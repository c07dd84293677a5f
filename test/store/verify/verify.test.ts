import { statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { openStreamStore, type VerifyProblem } from "../../../src/store/index.ts";
import { lastReport } from "../../support/verify-store.ts";
import { expectCode } from "../../support/expect-code.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { filledStore, fill, opened, problemsAfter, problemsAfterSql } from "./filled-store.ts";
import { countTime } from "./count-time.ts";
import { changeWithoutIndex, overwrite, rootOf } from "./damage.ts";

/** In SQL: the key of the row of stream "plain" with the message at a position. */
const plainRowOf = (position: number) =>
  `(SELECT min(key) FROM message WHERE key >= (SELECT id << 36 | ${position} FROM stream WHERE path = 'plain'))`;

const matching = (pattern: RegExp) => expect.stringMatching(pattern) as string;

describe("verify", () => {
  test.each(["on disk", "in memory"])("finds no problems in an undamaged store %s", async (where) => {
    const directory = await temporaryDirectory();
    const store = openStreamStore(where === "in memory" ? { inMemory: true } : { directory });
    onTestFinished(() => store.close());
    await fill(store);
    const report = await lastReport(store);
    expect(report).toMatchObject({ done: true, problems: [] });
    expect(report.total).toBeGreaterThan(50);
    expect(report.checked).toBe(report.total);
  });

  test("checks one state of the store despite writes meanwhile", async () => {
    const store = openStreamStore({ directory: await temporaryDirectory() });
    onTestFinished(() => store.close());
    await fill(store);
    let goesOn = true;
    const writing = (async () => {
      for (let n = 0; goesOn; n++) {
        await store.append("trimmed", [`${n}`, "x".repeat(3000)]);
        await store.create(`new/${n}`, { fork: { path: "plain" } });
        if (n > 2) await store.delete(`new/${n - 2}`);
        if (n % 5 === 0) await store.compact();
      }
    })();
    for (let i = 0; i < 5; i++) expect((await lastReport(store)).problems).toEqual([]);
    goesOn = false;
    await writing;
  });

  test("reports its progress, and ends when its signal is aborted or the store is closed", async () => {
    const store = openStreamStore({ directory: await temporaryDirectory() });
    await store.create("a", { data: Array.from({ length: 20_000 }, (_, n) => `${n}`.padEnd(800)) });
    countTime();
    const checked: number[] = [];
    const abort = new AbortController();
    for await (const report of store.verify()) checked.push(report.checked);
    expect(checked.length).toBeGreaterThan(2);
    expect(checked).toEqual(checked.toSorted((a, b) => a - b));
    for await (const report of store.verify({ signal: abort.signal })) {
      expect(report.done).toBe(false);
      abort.abort();
    }
    const reports = store.verify();
    await reports.next();
    await store.close();
    const readOn = async () => {
      for await (const _ of reports);
    };
    await expectCode(readOn(), "STORE_CLOSED");
  });

  test.each<[name: string, sql: string, problem: Partial<VerifyProblem>]>([
    [
      "a missing row",
      `DELETE FROM message WHERE key = ${plainRowOf(500)}`,
      { kind: "missing", path: "fork", message: matching(/^messages \d+ to \d+ are missing$/) },
    ],
    [
      "missing messages of a row",
      `UPDATE message SET lengths = substr(lengths, 3) WHERE key = ${plainRowOf(500)}`,
      { kind: "missing", path: "fork", message: matching(/^message \d+ is missing$/) },
    ],
    [
      "missing messages that only a fork needs",
      "DELETE FROM message WHERE key >> 36 = (SELECT id FROM stream WHERE path = 'deleted')",
      { kind: "missing", path: "needs it", message: "message 1 is missing" },
    ],
    [
      "a tail that is too high",
      "UPDATE stream SET tail = tail + 3 WHERE path = 'large'",
      { kind: "missing", path: "large", message: "messages 2 to 4 are missing" },
    ],
    [
      "a tail that is too low",
      "UPDATE stream SET tail = tail - 1, lags = 0 WHERE path = 'plain'",
      { kind: "surplus", path: "plain" },
    ],
    [
      "the messages of no stream",
      "DELETE FROM stream WHERE path = 'large'",
      { kind: "surplus", message: matching(/which does not exist$/) },
    ],
    [
      "a message that is not as it was",
      "UPDATE message SET data = cast(x'00' || substr(data, 2) AS BLOB) WHERE key >> 36 = (SELECT id FROM stream WHERE path = 'large')",
      { kind: "changed", path: "large", message: "message 1 is not as it was stored" },
    ],
    [
      "messages that are not as they were",
      `UPDATE message SET data = cast(x'00' || substr(data, 2) AS BLOB) WHERE key = ${plainRowOf(9)}`,
      {
        kind: "changed",
        path: "plain",
        message: matching(/^messages 1 to \d+ are not as they were stored$/),
      },
    ],
    [
      "lengths that are not as they were",
      `UPDATE message SET lengths = cast(x'0a' || substr(lengths, 2) AS BLOB) WHERE key = ${plainRowOf(9)}`,
      {
        kind: "changed",
        path: "plain",
        message: matching(/^messages 1 to \d+ are not as they were stored$/),
      },
    ],
    [
      "a wrong size",
      "UPDATE stream SET bytes = bytes + 1 WHERE path = 'fork'",
      { kind: "bytes", path: "fork" },
    ],
    [
      "times that go back",
      `UPDATE message SET appended_at = 5 WHERE key = ${plainRowOf(900)}`,
      { kind: "times", path: "plain" },
    ],
    [
      "a fork without its source",
      "UPDATE stream SET source = 99999 WHERE path = 'needs it'",
      { kind: "stream", path: "needs it" },
    ],
    [
      "an invalid flag",
      "UPDATE stream SET closed = 7 WHERE path = 'large'",
      { kind: "stream", path: "large" },
    ],
    [
      "an invalid path",
      "UPDATE stream SET path = '../up' WHERE path = 'large'",
      { kind: "stream", path: "../up" },
    ],
  ])("finds %s", async (_name, sql, problem) => {
    expect(await problemsAfterSql(sql)).toContainEqual(expect.objectContaining(problem));
  });

  test("finds an index that lacks a row, and one that has one too many", async () => {
    const without = await problemsAfter((db) =>
      changeWithoutIndex(db, "INSERT INTO producer VALUES (1, 'x', 0, 0)"),
    );
    expect(without).toEqual([]);
    const lacks = await problemsAfter((db) =>
      changeWithoutIndex(db, "UPDATE stream SET deadline = deadline + 1 WHERE path = 'many/7'"),
    );
    expect(lacks.map(({ kind }) => kind)).toContain("index");
    const surplus = await problemsAfter((db) =>
      changeWithoutIndex(db, "UPDATE stream SET deadline = NULL WHERE path = 'many/7'"),
    );
    expect(surplus.map(({ message }) => message)).toContain(
      "index stream_by_deadline has more entries than its table has rows: 1 more",
    );
  });

  test("finds an overwritten page, and checks the rest", async () => {
    const directory = await filledStore();
    const page = rootOf(directory, "message") + 3;
    overwrite(join(directory, "streams.db"), (page - 1) * 4096, Buffer.alloc(4096, 0xa5));
    const { problems, done } = await lastReport(opened(directory));
    expect(done).toBe(true);
    expect(problems.length).toBeGreaterThan(0);
  });

  test("finds pages that are neither used nor free", async () => {
    const directory = await filledStore();
    const file = join(directory, "streams.db");
    const db = new Database(file);
    db.exec("CREATE TABLE junk (data); INSERT INTO junk VALUES (zeroblob(50000)); DROP TABLE junk");
    expect(db.pragma("freelist_count", { simple: true })).toBeGreaterThan(10);
    db.close();
    // The header holds the first free page, and their number.
    overwrite(file, 32, Buffer.alloc(8));
    const { problems } = await lastReport(opened(directory));
    expect(problems).toEqual([
      { kind: "page", message: expect.stringMatching(/^pages that are neither used nor free: \d+$/) },
    ]);
  });

  test("a truncated file is detected when the store is opened", async () => {
    const directory = await filledStore();
    const file = join(directory, "streams.db");
    truncateSync(file, statSync(file).size - 4096);
    expect(() => openStreamStore({ directory })).toThrow(expect.objectContaining({ code: "STORE_CORRUPT" }));
  });
});

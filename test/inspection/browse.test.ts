import { firstValueFrom, filter } from "rxjs";
import { expect, test } from "vitest";
import type { BrowseOptions, BrowsePage } from "../../src/protocol/inspection/browse.ts";
import { testClock } from "../support/clock.ts";
import { expectCode } from "../support/expect-code.ts";
import { numbered } from "../support/reading.ts";
import { openInspection, type OpenInspection } from "./open-inspection.ts";

const clock = testClock();
const paths = ["a", "a/1", "a/2/x", "a/2/y", "a-b", "b/Über/1", "b/über/2", "c", "\u{1f600}/z", "\uffee"];

test("lists streams by path in pages, forward and backward", async () => {
  const opened = await openSome();
  const expected = await listed(opened);
  for (const limit of [1, 3, 100]) {
    expect(await pathsOf(opened, { limit })).toEqual(expected);
    expect(await pathsOf(opened, { limit, descending: true })).toEqual(expected.toReversed());
  }
  expect(await pathsOf(opened, { prefix: "a/", limit: 2 })).toEqual(["a/1", "a/2/x", "a/2/y"]);
  expect(await pathsOf(opened, { prefix: "a/", limit: 2, descending: true })).toEqual([
    "a/2/y",
    "a/2/x",
    "a/1",
  ]);
  expect((await opened.inspection.browse({ prefix: "a/", limit: 1 })).total).toBe(3);
  expect(await pathsOf(opened, { prefix: "\u{1f600}" })).toEqual(["\u{1f600}/z"]);
  expect(await pathsOf(opened, { prefix: "zzz" })).toEqual([]);
});

test("finds any part of a path, ignoring case", async () => {
  const opened = await openSome();
  expect(await pathsOf(opened, { search: "ÜBER", limit: 1 })).toEqual(["b/Über/1", "b/über/2"]);
  expect(await pathsOf(opened, { search: "/2/" })).toEqual(["a/2/x", "a/2/y"]);
  expect(await pathsOf(opened, { search: "x", prefix: "b" })).toEqual([]);
  expect(await pathsOf(opened, { search: "u\u0308ber" })).toEqual(["b/Über/1", "b/über/2"]);
  expect(await opened.inspection.browse({ search: "nowhere" })).toEqual({ rows: [], total: 0 });
});

test("lists one level of the tree", async () => {
  const opened = await openSome();
  const root = ["a", "a-b", "a/ 3", "b/ 2", "c", "\uffee", "\u{1f600}/ 1"];
  for (const limit of [1, 2, 100]) {
    expect(await level(opened, { folder: "", limit })).toEqual(root);
    expect(await level(opened, { folder: "", limit, descending: true })).toEqual(root.toReversed());
  }
  expect(await level(opened, { folder: "a/" })).toEqual(["a/1", "a/2/ 2"]);
  expect(await level(opened, { folder: "a/2/" })).toEqual(["a/2/x", "a/2/y"]);
  expect(await level(opened, { folder: "none/" })).toEqual([]);
  // The index gives the same rows, with their bytes.
  expect(await level(opened, { folder: "", skip: 0 })).toEqual(root);
  const [, , folder] = (await opened.inspection.browse({ folder: "", skip: 0 })).rows;
  expect(folder).toEqual({ kind: "folder", name: "a", path: "a/", streams: 3, bytes: 2 + 3 + 4 });
});

test.each(["bytes", "messages", "lastAppend", "deadline"] as const)(
  "sorts by %s in both directions",
  async (orderBy) => {
    const opened = await openSome();
    await opened.streams.create("ttl/1", { ttlSeconds: 100 });
    await opened.streams.create("ttl/2", { ttlSeconds: 50 });
    for (const [i, path] of ["c", "a", "a/1"].entries()) {
      clock.ms += 10;
      await opened.streams.append(path, numbered(3 * (i + 1)));
    }
    const all = (await opened.streams.list({ limit: 1000 })).streams;
    const lastAppend = new Map<string, number>();
    for (const { rows } of [await opened.inspection.browse({ limit: 500 })])
      for (const row of rows)
        if (row.kind === "stream" && row.lastAppendAt !== undefined)
          lastAppend.set(row.info.path, row.lastAppendAt);
    const valueOf = {
      bytes: (i: number) => all[i]!.byteCount,
      messages: (i: number) => all[i]!.messageCount,
      lastAppend: (i: number) => lastAppend.get(all[i]!.path),
      deadline: (i: number) => all[i]!.deadline?.getTime(),
    }[orderBy];
    for (const descending of [false, true]) {
      const order = all
        .map((_, i) => i)
        .toSorted((a, b) => {
          const [left, right] = [valueOf(a), valueOf(b)];
          if (left === undefined || right === undefined)
            return Number(left === undefined) - Number(right === undefined) || a - b;
          return (descending ? right - left : left - right) || a - b;
        });
      const expected = order.map((i) => all[i]!.path);
      expect(await pathsOf(opened, { orderBy, descending, limit: 3 })).toEqual(expected);
      const skipped = await opened.inspection.browse({ orderBy, descending, skip: 4, limit: 2 });
      expect(skipped.rows.map(nameOf)).toEqual(expected.slice(4, 6));
      expect(skipped.total).toBe(expected.length);
    }
  },
);

test("reports last appends, rates, subscribers and forks", async () => {
  const { store, streams, inspection } = await openSome();
  await streams.create("busy");
  for (let i = 0; i < 40; i++) {
    clock.ms += 1000;
    await streams.append("busy", numbered(50));
  }
  await streams.create("busy/fork", { fork: { path: "busy" } });
  await streams.create("rests", { data: "x" });
  const pages = store.subscribe("busy");
  await pages.next();
  clock.ms += 4500;
  const rows = (await inspection.browse({ prefix: "busy" })).rows;
  expect(rows[0]).toMatchObject({
    kind: "stream",
    // 50 messages in each of six of the last ten seconds.
    appendsPerSecond: 30,
    lastAppendAt: clock.ms - 4500,
    subscribers: 1,
    forks: 1,
  });
  await pages.return();
  clock.ms += 20_000;
  expect((await inspection.browse({ prefix: "busy", limit: 1 })).rows).toMatchObject([
    { appendsPerSecond: 0, subscribers: 0 },
  ]);
});

test("leaves out expired streams", async () => {
  const { streams, inspection } = await openSome();
  await streams.create("ttl", { ttlSeconds: 1 });
  expect((await inspection.browse({ prefix: "ttl" })).rows).toHaveLength(1);
  clock.ms += 1000;
  expect((await inspection.browse({ prefix: "ttl" })).rows).toHaveLength(0);
  expect((await inspection.browse({ prefix: "ttl", orderBy: "bytes" })).rows).toHaveLength(0);
});

test("updates live", async () => {
  const { streams, inspection } = await openSome();
  const until = (count: number) =>
    firstValueFrom(inspection.browse$({ prefix: "live" }).pipe(filter(({ rows }) => rows.length === count)));
  const one = until(1);
  await streams.create("live");
  expect((await one).rows.map(nameOf)).toEqual(["live"]);
  const none = until(0);
  await streams.delete("live");
  await none;
});

test("updates live without a commit, and in orders from the index", async () => {
  const { store, streams, inspection } = await openSome();
  const options = { search: "live", orderBy: "bytes" } as const;
  const until = (isWanted: (page: BrowsePage) => boolean) =>
    firstValueFrom(inspection.browse$(options).pipe(filter(isWanted)));
  await inspection.browse(options);
  const created = until(({ rows }) => rows.length === 1);
  await streams.create("live");
  await created;
  const read = until(({ rows }) => rows[0]?.kind === "stream" && rows[0].subscribers === 1);
  await streams.create("other");
  const pages = store.subscribe("live");
  const page = pages.next();
  await read;
  await streams.closeStream("live");
  await page;
});

test("rejects invalid options", async () => {
  const { inspection } = await openSome();
  const refused: object[] = [
    { folder: "a" },
    { folder: "a/", prefix: "b" },
    { after: "a", skip: 1 },
    { orderBy: "size" },
    { limit: 501 },
    { limit: 0 },
    { search: "x".repeat(201) },
    { orderBy: "bytes", after: "a/1" },
    { more: 1 },
  ];
  for (const options of refused) await expectCode(inspection.browse(options), "BAD_REQUEST");
});

async function openSome(): Promise<OpenInspection> {
  const opened = await openInspection({ inMemory: true, now: clock.now, cleanupIntervalMs: 0 });
  for (const [i, path] of paths.entries()) await opened.streams.create(path, { data: "x".repeat(i + 1) });
  return opened;
}

async function listed({ streams }: OpenInspection): Promise<string[]> {
  return (await streams.list({ limit: 1000 })).streams.map(({ path }) => path);
}

async function pathsOf({ inspection }: OpenInspection, options: BrowseOptions): Promise<string[]> {
  const found: string[] = [];
  let page: BrowsePage | undefined;
  do {
    page = await inspection.browse({ ...options, ...(page?.next !== undefined && { after: page.next }) });
    expect(page.rows.length).toBeLessThanOrEqual(options.limit ?? 100);
    found.push(...page.rows.map(nameOf));
  } while (page.next !== undefined);
  return found;
}

function level(opened: OpenInspection, options: BrowseOptions): Promise<string[]> {
  return pathsOf(opened, options);
}

function nameOf(row: BrowsePage["rows"][number]): string {
  return row.kind === "stream" ? row.info.path : `${row.path} ${row.streams}`;
}

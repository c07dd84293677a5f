import { firstValueFrom, lastValueFrom, take, toArray } from "rxjs";
import { describe, expect, test } from "vitest";
import type { SearchOptions, SearchProgress } from "../../src/protocol/inspection/search.ts";
import { formatOffset, parseOffset } from "../../src/protocol/offset.ts";
import { expectCode } from "../support/expect-code.ts";
import { asText, numbered } from "../support/reading.ts";
import { openInspection, type OpenInspection } from "./open-inspection.ts";

const json = "application/json";

describe("a search for a text", () => {
  test("ignores case, and finds matches in order, forward and backward", async () => {
    const opened = await openInspection();
    await opened.streams.create("a", { data: numbered(10_000).map((n) => `Größe ${n}!`) });
    const hits = numbered(10_000).flatMap((n, i) => (n.includes("77") ? [i + 1] : []));
    const forward = await search(opened, { text: "größe", limitMatches: 5 });
    expect(positionsOf(forward)).toEqual([1, 2, 3, 4, 5]);
    expect(positionsOf(await search(opened, { text: "77", limitMatches: 1000 }))).toEqual(hits);
    const backward = await search(opened, { text: "77", direction: "backward", limitMatches: 1000 });
    expect(positionsOf(backward)).toEqual(hits.toReversed());
    expect(backward.at(-1)).toMatchObject({ scanned: 10_000, total: 10_000, done: true, cut: 0 });
    expect(await search(opened, { text: "78 " })).toMatchObject([
      { scanned: 10_000, matches: [], done: true },
    ]);
    const [match] = forward[0]!.matches;
    expect({ ...match, head: asText(match!.head) }).toMatchObject({ head: "Größe 0!", byteLength: 10 });
  });

  test("continues where it ended", async () => {
    const opened = await openInspection();
    await opened.streams.create("a", { data: numbered(5000) });
    for (const direction of ["forward", "backward"] as const) {
      const found: number[] = [];
      let options: SearchOptions = { text: "9", direction, limitMatches: 7 };
      for (;;) {
        const progress = await search(opened, options);
        found.push(...positionsOf(progress));
        const last = progress.at(-1)!;
        if (last.scanned === last.total) break;
        options = { ...options, offset: last.position };
      }
      const hits = numbered(5000).flatMap((n, i) => (n.includes("9") ? [i + 1] : []));
      expect(found).toEqual(direction === "forward" ? hits : hits.toReversed());
    }
  });

  test("begins at an offset, and does not search messages appended since", async () => {
    const opened = await openInspection();
    const { id } = await opened.streams.create("a", { data: numbered(100) });
    const offset = formatOffset(id, 50);
    expect(positionsOf(await search(opened, { text: "5", offset }))).toEqual([
      ...Array.from({ length: 10 }, (_, i) => 51 + i),
      66,
      76,
      86,
      96,
    ]);
    const [progress] = await search(opened, { text: "5", offset, direction: "backward" });
    expect(progress).toMatchObject({ total: 50 });
    expect(positionsOf([progress!])).toEqual([46, 36, 26, 16, 6]);
  });

  test("does not match across two messages", async () => {
    const opened = await openInspection();
    await opened.streams.create("a", { data: ["nee", "dle", "needle"] });
    expect(positionsOf(await search(opened, { text: "needle" }))).toEqual([3]);
  });

  test("searches the first MiB of a huge message", async () => {
    const opened = await openInspection();
    const large = `${"x".repeat(1024 * 1024 - 10)}needle${"x".repeat(3 * 1024 * 1024)}haystack`;
    await opened.streams.create("a", { data: [large, large, "needle haystack"] });
    expect(positionsOf(await search(opened, { text: "needle" }))).toEqual([1, 2, 3]);
    const progress = await search(opened, { text: "haystack" });
    expect(positionsOf(progress)).toEqual([3]);
    expect(progress.at(-1)).toMatchObject({ cut: 2 });
  });

  test("finds all matches where few messages fill a batch, in both directions", async () => {
    const opened = await openInspection();
    const filler = "x".repeat(10_000);
    await opened.streams.create("a", { data: numbered(300).map((n) => `${filler}<${n}>`) });
    const all = Array.from({ length: 300 }, (_, i) => i + 1);
    expect(positionsOf(await search(opened, { text: "<", limitMatches: 1000 }))).toEqual(all);
    const backward = await search(opened, { text: "<", limitMatches: 1000, direction: "backward" });
    expect(positionsOf(backward)).toEqual(all.toReversed());
  });

  test("finds messages of a fork's source", async () => {
    const opened = await openInspection();
    await opened.streams.create("source", { data: numbered(30) });
    const { id } = await opened.streams.create("a", { fork: { path: "source" }, data: ["2", "x"] });
    const progress = await search(opened, { text: "2", offset: formatOffset(id, 25) });
    expect(progress.flatMap(({ matches }) => matches.map(({ offset }) => offset))).toEqual(
      [26, 27, 28, 29, 30, 31].map((position) => formatOffset(id, position)),
    );
  });
});

describe("a search by JSON path", () => {
  test("finds the messages in which the path selects something", async () => {
    const opened = await openInspection();
    const data = Array.from({ length: 3000 }, (_, n) => ({
      n,
      user: n % 2 ? { name: `u${n}` } : {},
      tags: [n % 7],
    }));
    await opened.streams.create("a", { contentType: json, data });
    const expected: [string, (message: (typeof data)[number]) => boolean][] = [
      ["$.user.name", ({ user }) => "name" in user],
      ["?@.n > 2990", ({ n }) => n > 2990],
      ['?@.user.name == "u7" || @.n == 8', ({ n }) => n === 7 || n === 8],
      ["$.tags[?@ == 6]", ({ tags }) => tags[0] === 6],
      ["$..name", ({ user }) => "name" in user],
      ["?length(@.user.name) == 3", ({ user }) => "name" in user && user.name?.length === 3],
      ["$.nothing", () => false],
    ];
    for (const [jsonPath, isWanted] of expected) {
      const hits = data.flatMap((message, i) => (isWanted(message) ? [i + 1] : []));
      const found = await search(opened, { jsonPath, limitMatches: 1000 });
      expect(positionsOf(found), jsonPath).toEqual(hits.slice(0, 1000));
    }
    expect(positionsOf(await search(opened, { jsonPath: "$.user.name", text: "U29" }))).toEqual(
      data.flatMap(({ n }) => (n % 2 && String(n).startsWith("29") ? [n + 1] : [])),
    );
  });

  test("searches text messages that are JSON, and skips others", async () => {
    const opened = await openInspection();
    const large = JSON.stringify({ n: 1, text: "x".repeat(300_000) });
    await opened.streams.create("a", {
      data: ["no JSON", '{"n":1}', new Uint8Array([255, 254]), "[1,2", large],
    });
    const progress = await search(opened, { jsonPath: "$.n" });
    expect(positionsOf(progress)).toEqual([2]);
    expect(progress.at(-1)).toMatchObject({ cut: 1 });
  });

  test.each([
    ["has no end", "$.a["],
    ["is not standard", "$.a~"],
    ["has a regular expression in match()", '$[?match(@.a, "(a+)+$")]'],
    ["has a regular expression in search()", '$[?search(@.a, "(a+)+$")]'],
    ["descends twice", "$..a..b"],
    ["descends within a descent", "$..[?@..a]"],
    ["returns to the root in a filter", "$[?$[?$.a]]"],
    ["branches again and again", `$${"[*,*]".repeat(20)}`],
    ["is too long", `$${".a".repeat(200)}`],
  ])("rejects a path that %s", async (_, jsonPath) => {
    const opened = await openInspection();
    await opened.streams.create("a", { contentType: json, data: [{ a: 1 }] });
    await expectCode(search(opened, { jsonPath }), "BAD_REQUEST");
  });

  test("handles deeply nested messages, and ignores inherited properties", async () => {
    const opened = await openInspection();
    const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
    await opened.streams.create("a", { data: [deep, '{"a":1}'] });
    expect(positionsOf(await search(opened, { jsonPath: "$..a" }))).toEqual([2]);
    expect(positionsOf(await search(opened, { jsonPath: "$.constructor" }))).toEqual([]);
    expect(positionsOf(await search(opened, { jsonPath: "$.__proto__" }))).toEqual([]);
  });
});

test("a search is cancelled by unsubscribing", async () => {
  const opened = await openInspection();
  await opened.streams.create("a", { data: numbered(100_000) });
  const source = opened.inspection.search$("a", { text: "77", limitMatches: 1000 });
  await lastValueFrom(source.pipe(take(1)));
  // Only the cursor of `health$` itself is left.
  await expect
    .poll(() => firstValueFrom(opened.inspection.health$).then(({ windows }) => windows[0]!.cursors))
    .toBe(1);
});

test("a search stops when its signal is aborted", async () => {
  const { store, streams } = await openInspection();
  await streams.create("a", { data: numbered(100_000) });
  const abort = new AbortController();
  const progress = store.inspection.search("a", { text: "77", limitMatches: 1000 }, abort.signal);
  expect((await progress.next()).value).toMatchObject({ done: false });
  abort.abort();
  expect(await progress.next()).toEqual({ done: true, value: undefined });
});

test("a search rejects when its stream is deleted", async () => {
  const opened = await openInspection();
  await opened.streams.create("a", { data: numbered(100_000) });
  const found = search(opened, { text: "no such text" });
  const outcome = expectCode(found, "NOT_FOUND");
  await opened.streams.delete("a");
  await outcome;
});

test("a search rejects invalid options", async () => {
  const opened = await openInspection();
  const { id } = await opened.streams.create("a");
  const refused: object[] = [
    {},
    { text: "" },
    { text: "x".repeat(1001) },
    { text: "x", limitMatches: 1001 },
    { text: "x", direction: "up" },
    { text: "x", offset: formatOffset(id, 1) },
    { text: "x", more: 1 },
  ];
  for (const options of refused) await expectCode(search(opened, options), "BAD_REQUEST");
  expect(await search(opened, { text: "x" })).toMatchObject([{ scanned: 0, total: 0, done: true }]);
});

function search({ inspection }: OpenInspection, options: SearchOptions): Promise<SearchProgress[]> {
  return lastValueFrom(inspection.search$("a", options).pipe(toArray()));
}

function positionsOf(progress: readonly SearchProgress[]): number[] {
  return progress.flatMap(({ matches }) => matches.map(({ offset }) => parseOffset(offset).position));
}

import { describe, expect, test } from "vitest";
import { expectCode } from "../../support/expect-code.ts";
import { openWithClock, openWithStream, type Streams, type StreamsHost } from "../../support/host.ts";
import { pageTexts, readTexts } from "../../support/reading.ts";

export function positionsContract(host: StreamsHost): void {
  describe("read from the tail", () => {
    test.each([
      [0, []],
      [1, ["e"]],
      [3, ["c", "d", "e"]],
      [5, ["a", "b", "c", "d", "e"]],
      [1000, ["a", "b", "c", "d", "e"]],
    ])("last: %i returns the last messages, in order", async (last, texts) => {
      const streams = await openLetters(host);
      const page = await streams.read("a", { last });
      expect(pageTexts(page)).toEqual(texts);
      expect(page).toMatchObject({ nextOffset: page.tailOffset, upToDate: true });
    });

    test("is a place to start: a page limit leaves the rest to the next page", async () => {
      const streams = await openLetters(host);
      const page = await streams.read("a", { last: 4, limitMessages: 3 });
      expect(pageTexts(page)).toEqual(["b", "c", "d"]);
      expect(pageTexts(await streams.read("a", { offset: page.nextOffset }))).toEqual(["e"]);
      expect(await readTexts(streams, "a", { offset: page.previousOffset })).toEqual(["b", "c", "d", "e"]);
    });

    test("stops at what retention has kept", async () => {
      const streams = await openLetters(host, { retention: { maxMessages: 2 } });
      const page = await streams.read("a", { last: 4 });
      expect(pageTexts(page)).toEqual(["d", "e"]);
      expect(page.previousOffset).toBe((await streams.head("a")).startOffset);
    });

    test("reads on into the source of a fork", async () => {
      const streams = await openLetters(host);
      await streams.create("fork", { fork: { path: "a" } });
      await streams.append("fork", ["x", "y"]);
      const page = await streams.read("fork", { last: 3 });
      expect(pageTexts(page)).toEqual(["e", "x", "y"]);
      const before = await streams.read("fork", { before: page.previousOffset, limitMessages: 2 });
      expect(pageTexts(before)).toEqual(["c", "d"]);
      expect(pageTexts(await streams.read("fork", { before: page.messages[1]!.offset }))).toEqual([
        "a",
        "b",
        "c",
        "d",
        "e",
        "x",
      ]);
    });
  });

  describe("read backwards", () => {
    test("pages from the tail to the start, each in order", async () => {
      const streams = await openLetters(host);
      const pages = [await streams.read("a", { last: 2 })];
      while (pages.at(-1)!.messages.length > 0)
        pages.push(await streams.read("a", { before: pages.at(-1)!.previousOffset, limitMessages: 2 }));
      expect(pages.map(pageTexts)).toEqual([["d", "e"], ["b", "c"], ["a"], []]);
      const { startOffset } = await streams.head("a");
      expect(pages.at(-1)).toMatchObject({ previousOffset: startOffset, nextOffset: startOffset });
      expect(pages.map(({ upToDate }) => upToDate)).toEqual([true, false, false, false]);
      for (const [i, page] of pages.slice(1).entries())
        expect(page.nextOffset).toBe(pages[i]!.previousOffset);
    });

    test("returns as many messages as fit into limitBytes, but at least one", async () => {
      const streams = await openWithStream(host, { data: ["1234", "12", "12345", "1"] });
      const { tailOffset: before } = await streams.head("a");
      const read = async (limitBytes: number) => pageTexts(await streams.read("a", { before, limitBytes }));
      expect(await read(1)).toEqual(["1"]);
      expect(await read(5)).toEqual(["1"]);
      expect(await read(6)).toEqual(["12345", "1"]);
      expect(await read(8)).toEqual(["12", "12345", "1"]);
      const page = await streams.read("a", { before, limitMessages: 1 });
      expect(pageTexts(await streams.read("a", { before: page.previousOffset, limitBytes: 2 }))).toEqual([
        "12345",
      ]);
    });

    test("takes now for the tail, and -1 for the start", async () => {
      const streams = await openLetters(host);
      expect(pageTexts(await streams.read("a", { before: "now", limitMessages: 2 }))).toEqual(["d", "e"]);
      expect(pageTexts(await streams.read("a", { before: "-1" }))).toEqual([]);
    });

    test("refuses an offset whose messages are gone, or of another stream", async () => {
      const streams = await openLetters(host, { retention: { maxMessages: 2 } });
      const { startOffset, tailOffset } = await streams.head("a");
      await expectCode(streams.read("a", { before: startOffset.replace(/.$/, "1") }), "GONE", {
        earliestOffset: startOffset,
      });
      await streams.delete("a");
      await streams.create("a");
      await expectCode(streams.read("a", { before: tailOffset }), "GONE");
    });
  });

  describe("read since a time", () => {
    test("starts with the first message of that time or later", async () => {
      const { streams, clock } = await openWithClock(host);
      await streams.create("a");
      const times: number[] = [];
      for (const text of ["a", "b", "c"]) {
        times.push(clock.ms);
        await streams.append("a", [text, text]);
        clock.ms += 1000;
      }
      const since = async (ms: number) => pageTexts(await streams.read("a", { since: new Date(ms) }));
      expect(await since(0)).toEqual(["a", "a", "b", "b", "c", "c"]);
      expect(await since(times[1]!)).toEqual(["b", "b", "c", "c"]);
      expect(await since(times[1]! + 1)).toEqual(["c", "c"]);
      expect(await since(clock.ms)).toEqual([]);
    });
  });

  test.each<[string, object]>([
    ["last with before", { last: 1, before: "now" }],
    ["last with an offset", { last: 1, offset: "-1" }],
    ["since with last", { since: new Date(0), last: 1 }],
    ["before with an offset", { before: "now", offset: "-1" }],
    ["a negative last", { last: -1 }],
    ["a fraction as last", { last: 1.5 }],
    ["text as last", { last: "5" }],
    ["infinity as last", { last: Infinity }],
    ["null as last", { last: null }],
    ["an invalid Date", { since: new Date(NaN) }],
    ["a number as since", { since: 0 }],
    ["text as since", { since: "2030-01-31" }],
    ["another text as before", { before: "x" }],
    ["a number as before", { before: 3 }],
  ])("read refuses %s", async (_name, options) => {
    const streams = await openLetters(host);
    await expectCode(streams.read("a", options), "BAD_REQUEST");
  });
}

async function openLetters(host: StreamsHost, create = {}): Promise<Streams> {
  return openWithStream(host, { ...create, data: ["a", "b", "c", "d", "e"] });
}

import { describe, expect, test } from "vitest";
import type { ReadOptions } from "../../../src/protocol/stream.ts";
import { expectCode } from "../../support/expect-code.ts";
import { openWithStream, type Streams, type StreamsHost } from "../../support/host.ts";
import { numbered, pageTexts } from "../../support/reading.ts";

const refused = [0, -1, 1.5, NaN, Infinity, "5", null];

export function readLimitsContract(host: StreamsHost): void {
  describe("read with limits", () => {
    test("stops after limitMessages", async () => {
      const streams = await openWithStream(host, { data: numbered(7) });
      expect(await pagesOf(streams, { limitMessages: 3 })).toEqual([["0", "1", "2"], ["3", "4", "5"], ["6"]]);
      expect(await pagesOf(streams, { limitMessages: 1 })).toHaveLength(7);
    });

    test("fills a page up to limitBytes, and no further", async () => {
      const streams = await openWithStream(host, { data: ["aaaa", "bbb", "ccc", "dddddddddd", "e", "f"] });
      expect(await pagesOf(streams, { limitBytes: 10 })).toEqual([
        ["aaaa", "bbb", "ccc"],
        ["dddddddddd"],
        ["e", "f"],
      ]);
      expect(await pagesOf(streams, { limitBytes: 9 })).toEqual([
        ["aaaa", "bbb"],
        ["ccc"],
        ["dddddddddd"],
        ["e", "f"],
      ]);
    });

    test("returns a message larger than the limit whole and alone", async () => {
      const large = "x".repeat(100_000);
      const streams = await openWithStream(host, { data: ["a", large, large, "b"] });
      expect(await pagesOf(streams, { limitBytes: 10 })).toEqual([["a"], [large], [large], ["b"]]);
      expect(await pagesOf(streams, { limitBytes: 1 })).toEqual([["a"], [large], [large], ["b"]]);
    });

    test("respects both limits at once", async () => {
      const streams = await openWithStream(host, { data: ["aaaa", "b", "c", "dddd", "eeee"] });
      expect(await pagesOf(streams, { limitBytes: 6, limitMessages: 2 })).toEqual([
        ["aaaa", "b"],
        ["c", "dddd"],
        ["eeee"],
      ]);
    });

    test("counts the bytes of JSON text", async () => {
      const streams = await host.open();
      await streams.create("a", { contentType: "application/json", data: ["aa", "bb", "cc"] });
      const page = await streams.read("a", { limitBytes: 9 });
      expect(page.messages.map((message) => message.data)).toEqual(["aa", "bb"]);
    });

    test("says on each page where the next one begins", async () => {
      const streams = await openWithStream(host, { data: numbered(4) });
      await streams.closeStream("a");
      const { tailOffset } = await streams.head("a");
      const first = await streams.read("a", { limitMessages: 2 });
      expect(first).toMatchObject({ tailOffset, upToDate: false, closed: true });
      expect(first.nextOffset).toBe(first.messages.at(-1)!.offset);
      const second = await streams.read("a", { limitMessages: 2, offset: first.nextOffset });
      expect(second).toMatchObject({ tailOffset, nextOffset: tailOffset, upToDate: true, closed: true });
    });

    test("stops at 1,000 messages by default", async () => {
      const streams = await openWithStream(host, { data: numbered(1001) });
      expect((await streams.read("a")).messages).toHaveLength(1000);
    });

    test("stops at 1 MiB by default", async () => {
      const half = "x".repeat(512 * 1024);
      const streams = await openWithStream(host, { data: [half, half, "y"] });
      expect((await pagesOf(streams, {})).map((page) => page.length)).toEqual([2, 1]);
    });

    test.each(refused)("refuses %j as limitMessages and as limitBytes", async (limit) => {
      const streams = await openWithStream(host, { data: ["a"] });
      await expectCode(streams.read("a", { limitMessages: limit as number }), "BAD_REQUEST");
      await expectCode(streams.read("a", { limitBytes: limit as number }), "BAD_REQUEST");
    });
  });
}

async function pagesOf(streams: Streams, options: ReadOptions): Promise<string[][]> {
  const pages: string[][] = [];
  for (let offset = "-1"; ;) {
    const page = await streams.read("a", { ...options, offset });
    pages.push(pageTexts(page));
    if (page.upToDate) return pages;
    offset = page.nextOffset;
  }
}

import { describe, expect, test } from "vitest";
import type { ListOptions } from "../../../src/protocol/stream.ts";
import { expectCode } from "../../support/expect-code.ts";
import { openWithClock, type Streams, type StreamsHost } from "../../support/host.ts";

export function listContract(host: StreamsHost): void {
  describe("list", () => {
    test("returns nothing from an empty store", async () => {
      const streams = await host.open();
      expect((await streams.list()).streams).toEqual([]);
      expect((await streams.list()).next).toBeUndefined();
    });

    test("sorts paths by code point", async () => {
      const ordered = ["A", "B", "a", "a-b", "a/b", "a/b/c", "a0", "aa", "b", "é", "\ufffd", "\u{1f600}"];
      const streams = await openWith(host, ordered.toReversed());
      expect(await pathsOf(streams)).toEqual(ordered);
    });

    test("returns the same info as head", async () => {
      const streams = await openWith(host, ["a", "b"]);
      await streams.append("b", ["one", "two"], { seq: "1", close: true });
      const { streams: infos } = await streams.list();
      expect(infos).toEqual([await streams.head("a"), await streams.head("b")]);
    });

    test("treats a prefix literally", async () => {
      const streams = await openWith(host, [
        "a",
        "a%",
        "a%b",
        "a*",
        "a*b",
        "a_",
        "a_b",
        "aXb",
        "A%b",
        "b",
        "a/b",
        "a/c/d",
      ]);
      expect(await pathsOf(streams, { prefix: "a%" })).toEqual(["a%", "a%b"]);
      expect(await pathsOf(streams, { prefix: "a_" })).toEqual(["a_", "a_b"]);
      expect(await pathsOf(streams, { prefix: "a*" })).toEqual(["a*", "a*b"]);
      expect(await pathsOf(streams, { prefix: "a/" })).toEqual(["a/b", "a/c/d"]);
      expect(await pathsOf(streams, { prefix: "" })).toHaveLength(12);
      expect(await pathsOf(streams, { prefix: "c" })).toEqual([]);
    });

    test("accepts a prefix that ends in the highest code points", async () => {
      const streams = await openWith(host, ["x", "x\u{d7ff}a", "x\u{10ffff}", "x\u{10ffff}a", "y"]);
      expect(await pathsOf(streams, { prefix: "x\u{10ffff}" })).toEqual(["x\u{10ffff}", "x\u{10ffff}a"]);
      expect(await pathsOf(streams, { prefix: "x\u{d7ff}" })).toEqual(["x\u{d7ff}a"]);
      expect(await pathsOf(streams, { prefix: "x" })).toHaveLength(4);
    });

    test("pages through all streams, each one once", async () => {
      const all = Array.from({ length: 25 }, (_, i) => `s/${String(i).padStart(2, "0")}`);
      const streams = await openWith(host, ["r", ...all, "t"]);
      for (const limit of [1, 7, 24, 25, 26]) {
        const pages = await pagesOf(streams, { prefix: "s/", limit });
        expect(pages.flat()).toEqual(all);
        expect(pages).toHaveLength(Math.ceil(25 / limit));
      }
    });

    test("starts after a path, even one without a stream", async () => {
      const streams = await openWith(host, ["a", "b", "c"]);
      expect(await pathsOf(streams, { after: "a" })).toEqual(["b", "c"]);
      expect(await pathsOf(streams, { after: "bb" })).toEqual(["c"]);
      expect(await pathsOf(streams, { after: "c" })).toEqual([]);
      expect(await pathsOf(streams, { prefix: "b", after: "a" })).toEqual(["b"]);
      expect(await pathsOf(streams, { prefix: "a", after: "b" })).toEqual([]);
    });

    test("continues where it was while streams come and go", async () => {
      const streams = await openWith(host, ["a", "b", "c", "d"]);
      const { next } = await streams.list({ limit: 2 });
      await streams.delete("b");
      await streams.create("a2");
      await streams.create("e");
      expect(await pathsOf(streams, { after: next! })).toEqual(["c", "d", "e"]);
    });

    test("returns 100 streams at a time by default, and up to 1,000", async () => {
      const all = Array.from({ length: 1001 }, (_, i) => String(i).padStart(4, "0"));
      const streams = await openWith(host, all);
      expect(await pathsOf(streams)).toEqual(all.slice(0, 100));
      const page = await streams.list({ limit: 1000 });
      expect(page.streams).toHaveLength(1000);
      expect(page.next).toBe("0999");
    });

    test("leaves out deleted and expired streams, and still fills its pages", async () => {
      const { streams, clock } = await openWithClock(host, { cleanupIntervalMs: 0 });
      for (const [i, path] of "abcdefgh".split("").entries()) {
        await streams.create(path, i % 4 === 0 ? {} : { ttlSeconds: 1 });
      }
      await streams.create("i");
      await streams.create("j");
      await streams.delete("i");
      clock.ms += 1000;
      expect(await pagesOf(streams, { limit: 2 })).toEqual([["a", "e"], ["j"]]);
      expect(await pagesOf(streams, { limit: 3 })).toEqual([["a", "e", "j"]]);
    });

    test.each([0, -1, 1001, 1.5, NaN, "5", null])("refuses %j as limit", async (limit) => {
      const streams = await host.open();
      await expectCode(streams.list({ limit: limit as number }), "BAD_REQUEST");
    });

    test.each([
      ["a prefix that is not a string", { prefix: 5 }],
      ["a prefix with a control character", { prefix: "a\n" }],
      ["an after that is not a string", { after: 5 }],
      ["an unknown option", { offset: 5 }],
      ["options that are not an object", 5],
    ])("refuses %s", async (_name, options) => {
      const streams = await host.open();
      await expectCode(streams.list(options as object), "BAD_REQUEST");
    });
  });
}

async function openWith(host: StreamsHost, paths: string[]): Promise<Streams> {
  const streams = await host.open();
  await Promise.all(paths.map((path) => streams.create(path)));
  return streams;
}

async function pathsOf(streams: Streams, options?: ListOptions): Promise<string[]> {
  return (await streams.list(options)).streams.map((info) => info.path);
}

async function pagesOf(streams: Streams, options: ListOptions): Promise<string[][]> {
  const pages: string[][] = [];
  for (let after: string | undefined; ;) {
    const page = await streams.list({ ...options, ...(after !== undefined && { after }) });
    pages.push(page.streams.map((info) => info.path));
    if (page.next === undefined) return pages;
    after = page.next;
  }
}

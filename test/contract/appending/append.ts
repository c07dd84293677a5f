import { describe, expect, test } from "vitest";
import { expectCode } from "../../support/expect-code.ts";
import type { StreamsHost } from "../../support/host.ts";
import { asBytes, readAll, readTexts } from "../../support/reading.ts";

const notBytes: [name: string, data: unknown][] = [
  ["a number", 1],
  ["null", null],
  ["undefined", undefined],
  ["a boolean", true],
  ["an object", { a: 1 }],
  ["a bigint", 1n],
  ["an ArrayBuffer", new ArrayBuffer(1)],
  ["a Uint16Array", new Uint16Array(1)],
  ["an array with a number in it", ["a", 1]],
  ["an array in an array", [["a"]]],
  ["an array with a hole", Array(1)],
  ["a lone high surrogate", "a\ud83d"],
  ["a lone low surrogate", "\ude00a"],
  ["a batch with a lone surrogate in it", ["a", "\ud83d"]],
  ["an empty string", ""],
  ["an empty Uint8Array", new Uint8Array(0)],
  ["an empty batch", []],
  ["a batch with an empty string in it", ["a", ""]],
];

export function appendContract(host: StreamsHost): void {
  describe("append to a byte stream", () => {
    test("stores strings as UTF-8 and bytes as they are", async () => {
      const streams = await host.open();
      await streams.create("a");
      const allBytes = Uint8Array.from({ length: 256 }, (_, i) => i);
      await streams.append("a", "zäh 😀 \ufeff");
      await streams.append("a", allBytes);
      await streams.append("a", Buffer.from("buffer"));
      await streams.append("a", allBytes.subarray(5, 7));
      expect((await readAll(streams, "a")).map((data) => [...(data as Uint8Array)])).toEqual([
        [...asBytes("zäh 😀 \ufeff")],
        [...allBytes],
        [...asBytes("buffer")],
        [5, 6],
      ]);
    });

    test("refuses strings that another charset of its content type encodes differently", async () => {
      const streams = await host.open();
      await streams.create("a", { contentType: "text/plain; charset=iso-8859-1" });
      await expectCode(streams.append("a", "größer"), "BAD_REQUEST");
      await expect(streams.append("a", ["größer"])).rejects.toThrow("strings are stored as UTF-8");
      const latin1 = new Uint8Array([0x67, 0x72, 0xf6]);
      await streams.append("a", [latin1, "ASCII"]);
      expect((await readAll(streams, "a")).map((data) => [...(data as Uint8Array)])).toEqual([
        [...latin1],
        [...asBytes("ASCII")],
      ]);
      await streams.create("wide", { contentType: "text/plain; charset=utf-16" });
      await expectCode(streams.append("wide", "ASCII"), "BAD_REQUEST");
      await streams.create("b", { contentType: "text/plain; Charset=UTF8", data: "größer" });
      expect(await readTexts(streams, "b")).toEqual(["größer"]);
    });

    test("keeps a byte order mark and a NUL", async () => {
      const streams = await host.open();
      await streams.create("a", { contentType: "text/plain" });
      await streams.append("a", ["\ufeffa", "\0b\0"]);
      expect(await readTexts(streams, "a")).toEqual(["\ufeffa", "\0b\0"]);
    });

    test("returns increasing offsets of a fixed width, each one the new tail", async () => {
      const streams = await host.open();
      const offsets = [(await streams.create("a")).tailOffset];
      for (const text of ["one", "two", "three"]) {
        const result = await streams.append("a", text);
        expect(result).toEqual({ offset: result.offset, duplicate: false, closed: false });
        expect((await streams.head("a")).tailOffset).toBe(result.offset);
        offsets.push(result.offset);
      }
      expect([...new Set(offsets)].toSorted()).toEqual(offsets);
      expect(new Set(offsets.map((offset) => offset.length)).size).toBe(1);
      expect((await streams.read("a")).messages.map((message) => message.offset)).toEqual(offsets.slice(1));
    });

    test("stores an array as one ordered batch, and returns the offset of its last message", async () => {
      const streams = await host.open();
      await streams.create("a");
      const { offset } = await streams.append("a", ["one", asBytes("two"), "three"]);
      const { messages, nextOffset } = await streams.read("a");
      expect(messages.map((message) => new TextDecoder().decode(message.data as Uint8Array))).toEqual([
        "one",
        "two",
        "three",
      ]);
      expect(messages.at(-1)!.offset).toBe(offset);
      expect(nextOffset).toBe(offset);
      expect(await streams.head("a")).toMatchObject({ messageCount: 3, byteCount: 11, tailOffset: offset });
    });

    test("copies the bytes before it returns, so that changing them later has no effect", async () => {
      const streams = await host.open();
      await streams.create("a");
      const bytes = asBytes("before");
      const appended = streams.append("a", [bytes, bytes]);
      bytes.fill(0x21);
      await appended;
      expect(await readTexts(streams, "a")).toEqual(["before", "before"]);
    });

    test.each(notBytes)("refuses %s, and writes nothing", async (_name, data) => {
      const streams = await host.open();
      const { created: _, ...before } = await streams.create("a", { data: "x" });
      await expectCode(streams.append("a", data), "BAD_REQUEST");
      expect(await streams.head("a")).toEqual(before);
    });
  });

  describe("append", () => {
    test("rejects with NOT_FOUND where there is no stream", async () => {
      const streams = await host.open();
      await expectCode(streams.append("a", "x"), "NOT_FOUND");
    });

    test.each([
      ["an unknown option", { sequence: "1" }],
      ["a close that is not a boolean", { close: "yes" }],
      ["options that are not an object", 5],
      ["options that are null", null],
    ])("refuses %s", async (_name, options) => {
      const streams = await host.open();
      await streams.create("a");
      await expectCode(streams.append("a", "x", options as object), "BAD_REQUEST");
      expect(await streams.head("a")).toMatchObject({ messageCount: 0, closed: false });
    });

    test("rejects a whole batch with TOO_LARGE if one message exceeds maxMessageBytes", async () => {
      const streams = await host.open({ maxMessageBytes: 4 });
      await streams.create("a");
      await streams.append("a", ["1234", "€1"]);
      await expectCode(streams.append("a", "12345"), "TOO_LARGE");
      await expectCode(streams.append("a", "€12"), "TOO_LARGE");
      await expectCode(streams.append("a", ["1", "2", "12345"]), "TOO_LARGE");
      expect(await readTexts(streams, "a")).toEqual(["1234", "€1"]);
    });

    test("accepts 10 MiB and not a byte more by default", async () => {
      const streams = await host.open();
      await streams.create("a");
      const limit = 10 * 1024 * 1024;
      await expectCode(streams.append("a", new Uint8Array(limit + 1)), "TOO_LARGE");
      await streams.append("a", new Uint8Array(limit).fill(7));
      expect(await streams.head("a")).toMatchObject({ messageCount: 1, byteCount: limit });
    });
  });
}

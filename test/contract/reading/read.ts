import { describe, expect, test } from "vitest";
import { formatOffset, parseOffset } from "../../../src/protocol/offset.ts";
import { unpackPage } from "../../../src/protocol/packed-page.ts";
import { expectCode } from "../../support/expect-code.ts";
import { openWithStream, type Streams, type StreamsHost } from "../../support/host.ts";
import { numbered, pageTexts, readTexts } from "../../support/reading.ts";

const malformed = [
  "",
  "0",
  "-2",
  "abc",
  "NOW",
  "1_1",
  "000000001_0000000000",
  " -1",
  "000000001_00000000001 ",
  5,
  null,
  {},
];

export function readContract(host: StreamsHost): void {
  describe("read", () => {
    test('starts at the first message by default and with "-1"', async () => {
      const streams = await openNumbered(host, 3);
      expect(pageTexts(await streams.read("a"))).toEqual(["0", "1", "2"]);
      expect(await streams.read("a", { offset: "-1" })).toEqual(await streams.read("a"));
    });

    test("resumes after any message's offset, and from the stream's start offset", async () => {
      const streams = await openNumbered(host, 5);
      const { messages } = await streams.read("a");
      const offsets = [(await streams.head("a")).startOffset, ...messages.map((message) => message.offset)];
      for (const [i, offset] of offsets.entries()) {
        const page = await streams.read("a", { offset });
        expect(pageTexts(page)).toEqual(numbered(5).slice(i));
        expect(page).toMatchObject({
          nextOffset: offsets[5],
          tailOffset: offsets[5],
          upToDate: true,
          closed: false,
        });
      }
    });

    test("returns an empty page at the tail", async () => {
      const streams = await openNumbered(host, 2);
      const { tailOffset } = await streams.head("a");
      const place = { previousOffset: tailOffset, nextOffset: tailOffset, tailOffset };
      const empty = { messages: [], ...place, upToDate: true, closed: false };
      expect(await streams.read("a", { offset: tailOffset })).toEqual(empty);
      expect(await streams.read("a", { offset: "now" })).toEqual(empty);
      await streams.closeStream("a");
      expect(await streams.read("a", { offset: "now" })).toEqual({ ...empty, closed: true });
    });

    test("returns an empty page from an empty stream", async () => {
      const streams = await host.open();
      const { tailOffset } = await streams.create("a");
      const place = { previousOffset: tailOffset, nextOffset: tailOffset, tailOffset };
      const empty = { messages: [], ...place, upToDate: true, closed: false };
      for (const offset of ["-1", "now", tailOffset])
        expect(await streams.read("a", { offset })).toEqual(empty);
    });

    test("continues with later appends", async () => {
      const streams = await openNumbered(host, 2);
      const { nextOffset } = await streams.read("a");
      await streams.append("a", "2");
      expect(pageTexts(await streams.read("a", { offset: nextOffset }))).toEqual(["2"]);
    });

    test("does not mix streams", async () => {
      const streams = await openNumbered(host, 2);
      await streams.create("b", { data: ["x"] });
      await streams.append("a", "2");
      await streams.append("b", "y");
      expect(await readTexts(streams, "a")).toEqual(numbered(3));
      expect(await readTexts(streams, "b")).toEqual(["x", "y"]);
    });

    test("returns the same as readPacked", async () => {
      const streams = await openNumbered(host, 5);
      await streams.create("json", { contentType: "application/json", data: [1, { two: [2] }, "three"] });
      await streams.closeStream("json");
      for (const path of ["a", "json"]) {
        for (const options of [{}, { limitMessages: 2 }, { offset: "now" }]) {
          expect(unpackPage(await streams.readPacked(path, options))).toEqual(
            await streams.read(path, options),
          );
        }
      }
    });

    test("rejects with NOT_FOUND where there is no stream, whatever the offset", async () => {
      const streams = await host.open();
      await expectCode(streams.read("a"), "NOT_FOUND");
      await expectCode(streams.read("a", { offset: "now" }), "NOT_FOUND");
      await expectCode(streams.read("a", { offset: formatOffset(1, 0) }), "NOT_FOUND");
    });

    test("rejects with BAD_REQUEST beyond the tail", async () => {
      const streams = await openNumbered(host, 2);
      const { streamId, position } = parseOffset((await streams.head("a")).tailOffset);
      await expectCode(streams.read("a", { offset: formatOffset(streamId, position + 1) }), "BAD_REQUEST");
    });

    test.each(malformed)("rejects the offset %j with BAD_REQUEST", async (offset) => {
      const streams = await openNumbered(host, 2);
      await expectCode(streams.read("a", { offset: offset as string }), "BAD_REQUEST");
    });

    test("rejects an offset of a deleted predecessor with GONE", async () => {
      const streams = await openNumbered(host, 3);
      const before = (await streams.read("a")).messages.map((message) => message.offset);
      const { startOffset: first } = await streams.head("a");
      await streams.delete("a");
      const { startOffset } = await streams.create("a", { data: numbered(10) });
      for (const offset of [first, ...before]) {
        await expectCode(streams.read("a", { offset }), "GONE", { earliestOffset: startOffset });
      }
      expect(await readTexts(streams, "a", { offset: startOffset })).toEqual(numbered(10));
    });

    test.each([
      ["an unknown option", { limit: 5 }],
      ["options that are not an object", 5],
      ["null", null],
    ])("refuses %s", async (_name, options) => {
      const streams = await openNumbered(host, 1);
      await expectCode(streams.read("a", options as object), "BAD_REQUEST");
    });
  });

  describe("head", () => {
    test("rejects with NOT_FOUND where there is no stream", async () => {
      const streams = await host.open();
      await expectCode(streams.head("a"), "NOT_FOUND");
      await expectCode(streams.touch("a"), "NOT_FOUND");
    });
  });
}

function openNumbered(host: StreamsHost, count: number): Promise<Streams> {
  return openWithStream(host, { data: numbered(count) });
}

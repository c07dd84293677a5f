import { describe, expect, test } from "vitest";
import { expectCode } from "../../support/expect-code.ts";
import { openWithStream, type Streams, type StreamsHost } from "../../support/host.ts";
import { readTexts } from "../../support/reading.ts";

const ascending: [last: string, next: string][] = [
  ["0001", "0002"],
  ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAW"],
  ["a", "aa"],
  ["10", "9"],
  ["Z", "a"],
  [" ", "!"],
  // Byte order of UTF-8, where UTF-16 would say the opposite.
  ["\ufffd", "\u{1f600}"],
  ["é", "€"],
];

export function sequenceContract(host: StreamsHost): void {
  describe("append with a seq", () => {
    test.each(ascending)("accepts %j and then %j, but not the reverse", async (last, next) => {
      const streams = await openStream(host);
      await streams.append("a", "one", { seq: last });
      await streams.append("a", "two", { seq: next });
      await expectCode(streams.append("a", "again", { seq: next }), "SEQ_CONFLICT");
      await expectCode(streams.append("a", "back", { seq: last }), "SEQ_CONFLICT");
      expect(await readTexts(streams, "a")).toEqual(["one", "two"]);
      expect((await streams.head("a")).seq).toBe(next);
    });

    test("applies the seq to the whole batch", async () => {
      const streams = await openStream(host);
      await streams.append("a", ["one", "two"], { seq: "1" });
      await expectCode(streams.append("a", ["one", "two"], { seq: "1" }), "SEQ_CONFLICT");
      expect(await readTexts(streams, "a")).toEqual(["one", "two"]);
    });

    test("accepts appends without a seq, which leave the last seq unchanged", async () => {
      const streams = await openStream(host);
      await streams.append("a", "one", { seq: "5" });
      await streams.append("a", "two");
      expect((await streams.head("a")).seq).toBe("5");
      await expectCode(streams.append("a", "three", { seq: "5" }), "SEQ_CONFLICT");
    });

    test("keeps the last seq of each stream apart", async () => {
      const streams = await openStream(host);
      await streams.create("b");
      await streams.append("a", "one", { seq: "5" });
      await streams.append("b", "one", { seq: "1" });
      expect((await streams.head("b")).seq).toBe("1");
    });

    test("can use the seq again after the append failed", async () => {
      const streams = await openStream(host, 4);
      await expectCode(streams.append("a", "12345", { seq: "1" }), "TOO_LARGE");
      await expectCode(streams.append("a", "", { seq: "1" }), "BAD_REQUEST");
      await streams.append("a", "one", { seq: "1" });
      expect(await readTexts(streams, "a")).toEqual(["one"]);
    });

    test.each([
      ["the empty string", ""],
      ["a number", 1],
      ["null", null],
    ])("refuses %s as seq", async (_name, seq) => {
      const streams = await openStream(host);
      await expectCode(streams.append("a", "x", { seq: seq as string }), "BAD_REQUEST");
      expect((await streams.head("a")).messageCount).toBe(0);
    });

    test("starts over when the stream is deleted and created again", async () => {
      const streams = await openStream(host);
      await streams.append("a", "one", { seq: "5" });
      await streams.delete("a");
      expect((await streams.create("a")).seq).toBeUndefined();
      await streams.append("a", "two", { seq: "1" });
      expect(await readTexts(streams, "a")).toEqual(["two"]);
    });
  });
}

function openStream(host: StreamsHost, maxMessageBytes?: number): Promise<Streams> {
  return openWithStream(host, {}, maxMessageBytes === undefined ? {} : { maxMessageBytes });
}

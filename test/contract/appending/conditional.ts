import { describe, expect, test } from "vitest";
import { expectCode } from "../../support/expect-code.ts";
import { openWithStream, type Streams, type StreamsHost } from "../../support/host.ts";
import { readTexts } from "../../support/reading.ts";

const elsewhere = "000000099_00000000000";

export function conditionalContract(host: StreamsHost): void {
  describe("append with an expectedOffset", () => {
    test("stores at the expected tail, and takes the offset of the last append as the next one", async () => {
      const streams = await openWithStream(host);
      const { tailOffset } = await streams.head("a");
      const first = await streams.append("a", ["one", "two"], { expectedOffset: tailOffset });
      const { nextOffset } = await streams.read("a");
      expect(nextOffset).toBe(first.offset);
      await streams.append("a", "three", { expectedOffset: nextOffset });
      expect(await readTexts(streams, "a")).toEqual(["one", "two", "three"]);
    });

    test("is refused with OFFSET_CONFLICT and the tail, and stores nothing", async () => {
      const streams = await openWithStream(host);
      const { tailOffset: start } = await streams.head("a");
      const { offset } = await streams.append("a", "one");
      await expectConflict(streams, start, offset);
      await expectConflict(streams, offset.replace(/.$/, "9"), offset);
      await expectConflict(streams, elsewhere, offset);
      expect(await streams.head("a")).toMatchObject({ messageCount: 1, tailOffset: offset });
      expect((await streams.head("a")).seq).toBeUndefined();
    });

    test("lets one of many concurrent writers through", async () => {
      const streams = await openWithStream(host);
      const { tailOffset: expectedOffset } = await streams.head("a");
      const results = await Promise.allSettled(
        Array.from({ length: 20 }, (_, i) => streams.append("a", `writer ${i}`, { expectedOffset })),
      );
      expect(results.map(({ status }) => status)).toEqual(["fulfilled", ...Array(19).fill("rejected")]);
      expect(await readTexts(streams, "a")).toEqual(["writer 0"]);
    });

    test("refuses an offset of the stream that was deleted at the path", async () => {
      const streams = await openWithStream(host);
      const { offset: old } = await streams.append("a", "one");
      await streams.delete("a");
      await streams.create("a", { data: "one" });
      const { tailOffset } = await streams.head("a");
      await expectConflict(streams, old, tailOffset);
      expect((await streams.append("a", "two", { expectedOffset: tailOffset })).offset).not.toBe(tailOffset);
    });

    test("accepts the offset that a fork shares with its source, and no other stream's", async () => {
      const streams = await openWithStream(host, { data: "one" });
      const { tailOffset: shared } = await streams.head("a");
      await streams.create("fork", { fork: { path: "a" } });
      await streams.create("b", { data: "one" });
      await expectCode(
        streams.append("fork", "x", { expectedOffset: (await streams.head("b")).tailOffset }),
        "OFFSET_CONFLICT",
        { tailOffset: shared },
      );
      const { offset } = await streams.append("fork", "two", { expectedOffset: shared });
      await streams.append("fork", "three", { expectedOffset: offset });
      expect(await readTexts(streams, "fork")).toEqual(["one", "two", "three"]);
    });

    test("compares with the tail, whatever retention has dropped before it", async () => {
      const streams = await openWithStream(host, { retention: { maxMessages: 1 } });
      const { offset } = await streams.append("a", ["one", "two", "three"]);
      await streams.append("a", "four", { expectedOffset: offset });
      expect(await readTexts(streams, "a")).toEqual(["four"]);
    });

    test("closes the stream only where it ends as expected", async () => {
      const streams = await openWithStream(host);
      const { tailOffset: start } = await streams.head("a");
      const { offset } = await streams.append("a", "one");
      await expectCode(streams.append("a", [], { close: true, expectedOffset: start }), "OFFSET_CONFLICT");
      expect((await streams.head("a")).closed).toBe(false);
      await streams.append("a", [], { close: true, expectedOffset: offset });
      await expectCode(streams.append("a", "x", { expectedOffset: offset }), "CLOSED", {
        tailOffset: offset,
      });
      await expectCode(streams.append("none", "x", { expectedOffset: offset }), "NOT_FOUND");
    });

    test("is compared before the seq, which stays unused after a conflict", async () => {
      const streams = await openWithStream(host);
      const { tailOffset: start } = await streams.head("a");
      const { offset } = await streams.append("a", "one", { seq: "1" });
      await expectCode(streams.append("a", "x", { seq: "1", expectedOffset: start }), "OFFSET_CONFLICT");
      await expectCode(streams.append("a", "x", { seq: "2", expectedOffset: start }), "OFFSET_CONFLICT");
      await expectCode(streams.append("a", "x", { seq: "1", expectedOffset: offset }), "SEQ_CONFLICT");
      await streams.append("a", "two", { seq: "2", expectedOffset: offset });
      expect(await readTexts(streams, "a")).toEqual(["one", "two"]);
    });

    test.each([
      ["the start", "-1"],
      ["now", "now"],
      ["the empty string", ""],
      ["another text", "3"],
      ["a number", 0],
      ["null", null],
      ["an offset in quotes", `"${elsewhere}"`],
      ["an offset out of range", "999999999_99999999999"],
    ])("refuses %s", async (_name, expectedOffset) => {
      const streams = await openWithStream(host);
      await expectCode(streams.append("a", "x", { expectedOffset: expectedOffset as string }), "BAD_REQUEST");
      expect((await streams.head("a")).messageCount).toBe(0);
    });

    test("refuses it together with a producer", async () => {
      const streams = await openWithStream(host);
      const { tailOffset: expectedOffset } = await streams.head("a");
      const producer = { id: "p", epoch: 0, seq: 0 };
      await expectCode(streams.append("a", "x", { expectedOffset, producer }), "BAD_REQUEST");
      expect((await streams.append("a", "x", { producer })).duplicate).toBe(false);
    });
  });
}

async function expectConflict(streams: Streams, expectedOffset: string, tailOffset: string): Promise<void> {
  await expectCode(streams.append("a", "x", { expectedOffset, seq: "9" }), "OFFSET_CONFLICT", { tailOffset });
}

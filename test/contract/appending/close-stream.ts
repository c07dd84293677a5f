import { describe, expect, test } from "vitest";
import { expectCode } from "../../support/expect-code.ts";
import { openWithStream, type StreamsHost } from "../../support/host.ts";
import { readTexts } from "../../support/reading.ts";

export function closeStreamContract(host: StreamsHost): void {
  describe("closeStream", () => {
    test("closes the stream and keeps its messages", async () => {
      const streams = await openWithStream(host, { data: "one" });
      const { tailOffset } = await streams.head("a");
      expect(await streams.closeStream("a")).toEqual({ offset: tailOffset, duplicate: false, closed: true });
      expect(await streams.head("a")).toMatchObject({ closed: true, tailOffset, messageCount: 1 });
      expect(await readTexts(streams, "a")).toEqual(["one"]);
    });

    test("does nothing the second time", async () => {
      const streams = await openWithStream(host, { data: "one" });
      const first = await streams.closeStream("a");
      expect(await streams.closeStream("a")).toMatchObject({ offset: first.offset, closed: true });
    });

    test("rejects with NOT_FOUND where there is no stream", async () => {
      const streams = await host.open();
      await expectCode(streams.closeStream("a"), "NOT_FOUND");
    });
  });

  describe("append to a closed stream", () => {
    test("rejects with CLOSED, whatever else is wrong with the append", async () => {
      const streams = await openWithStream(host, { data: "one" });
      await streams.append("a", "two", { seq: "5" });
      await streams.closeStream("a");
      await expectCode(streams.append("a", "x"), "CLOSED");
      await expectCode(streams.append("a", "x", { seq: "5" }), "CLOSED");
      await expectCode(streams.append("a", "x", { close: true }), "CLOSED");
      await expectCode(streams.append("a", "x", { producer: { id: "p", epoch: 0, seq: 4 } }), "CLOSED");
      expect(await readTexts(streams, "a")).toEqual(["one", "two"]);
    });
  });

  describe("append with close", () => {
    test("appends and closes in one step", async () => {
      const streams = await openWithStream(host, { data: "one" });
      const result = await streams.append("a", ["two", "three"], { close: true });
      expect(result).toMatchObject({ duplicate: false, closed: true });
      expect(await streams.head("a")).toMatchObject({ closed: true, tailOffset: result.offset });
      expect(await readTexts(streams, "a")).toEqual(["one", "two", "three"]);
    });

    test("refuses JSON text without a value, and closes with an empty array of values", async () => {
      const streams = await openWithStream(host, { contentType: "application/json" });
      await expectCode(streams.append("a", Buffer.from(" []"), { close: true }), "BAD_REQUEST");
      expect((await streams.head("a")).closed).toBe(false);
      expect(await streams.append("a", [], { close: true })).toMatchObject({ closed: true });
    });

    test("does neither when the append is refused", async () => {
      const streams = await openWithStream(host, { data: "one" });
      await streams.append("a", "two", { seq: "5" });
      await expectCode(streams.append("a", "x", { seq: "5", close: true }), "SEQ_CONFLICT");
      await expectCode(streams.append("a", "", { close: true }), "BAD_REQUEST");
      expect((await streams.head("a")).closed).toBe(false);
      await streams.append("a", "three", { close: false });
      expect(await readTexts(streams, "a")).toEqual(["one", "two", "three"]);
    });
  });
}

import { describe, expect, test } from "vitest";
import { parseOffset } from "../../../src/protocol/offset.ts";
import { expectCode } from "../../support/expect-code.ts";
import type { StreamsHost } from "../../support/host.ts";
import { numbered, readTexts } from "../../support/reading.ts";

export function concurrencyContract(host: StreamsHost): void {
  describe("concurrent calls", () => {
    test("give 1,000 appends consecutive offsets in call order", async () => {
      const streams = await host.open();
      await streams.create("a");
      const results = await Promise.all(numbered(1000).map((text) => streams.append("a", text)));
      expect(results.map((result) => parseOffset(result.offset).position)).toEqual(
        Array.from({ length: 1000 }, (_, i) => i + 1),
      );
      expect(await readTexts(streams, "a")).toEqual(numbered(1000));
    });

    test("reject a bad append alone, without using up an offset", async () => {
      const streams = await host.open({ maxMessageBytes: 10 });
      await streams.create("a");
      const settled = await Promise.allSettled([
        streams.append("a", "0"),
        streams.append("a", "much too large"),
        streams.append("a", "1", { seq: "5" }),
        streams.append("a", "x", { seq: "4" }),
        streams.append("a", ["2", ""]),
        streams.append("missing", "x"),
        streams.append("a", ["2", "3"]),
        streams.append("a", "x", { producer: { id: "p", epoch: 0, seq: 1 } }),
        streams.append("a", "4", { producer: { id: "p", epoch: 0, seq: 0 } }),
      ]);
      expect(settled.map((outcome) => (outcome.status === "fulfilled" ? "ok" : outcome.reason.code))).toEqual(
        ["ok", "TOO_LARGE", "ok", "SEQ_CONFLICT", "BAD_REQUEST", "NOT_FOUND", "ok", "PRODUCER_GAP", "ok"],
      );
      const { messages } = await streams.read("a");
      expect(messages.map((message) => parseOffset(message.offset).position)).toEqual([1, 2, 3, 4, 5]);
      expect(await readTexts(streams, "a")).toEqual(numbered(5));
    });

    test("do not interleave batches", async () => {
      const streams = await host.open();
      await streams.create("a");
      const batches = Array.from({ length: 50 }, (_, i) => numbered(10, i * 10));
      await Promise.all(batches.map((batch) => streams.append("a", batch)));
      expect(await readTexts(streams, "a")).toEqual(numbered(500));
    });

    test("keep appends to many streams apart", async () => {
      const streams = await host.open();
      const paths = Array.from({ length: 20 }, (_, i) => `s${i}`);
      await Promise.all(paths.map((path) => streams.create(path)));
      await Promise.all(numbered(400).map((text, i) => streams.append(paths[i % 20]!, text)));
      for (const [i, path] of paths.entries()) {
        expect(await readTexts(streams, path)).toEqual(numbered(20).map((n) => String(Number(n) * 20 + i)));
      }
    });

    test("take effect in call order, across operations too", async () => {
      const streams = await host.open();
      const settled = await Promise.allSettled([
        streams.append("a", "too early"),
        streams.create("a"),
        streams.append("a", "one"),
        streams.append("a", "two", { close: true }),
        streams.append("a", "too late"),
        streams.delete("a"),
        streams.append("a", "gone"),
        streams.create("a"),
        streams.append("a", "new"),
        streams.closeStream("a"),
        streams.append("a", "too late"),
      ]);
      expect(settled.map((outcome) => (outcome.status === "fulfilled" ? "ok" : outcome.reason.code))).toEqual(
        ["NOT_FOUND", "ok", "ok", "ok", "CLOSED", "ok", "NOT_FOUND", "ok", "ok", "ok", "CLOSED"],
      );
      expect(await readTexts(streams, "a")).toEqual(["new"]);
    });

    test("create a path exactly once", async () => {
      const streams = await host.open();
      const results = await Promise.all(
        Array.from({ length: 10 }, () => streams.create("a", { data: "once" })),
      );
      expect(results.filter((result) => result.created)).toHaveLength(1);
      expect(await readTexts(streams, "a")).toEqual(["once"]);
      await expectCode(streams.create("a", { contentType: "text/plain" }), "EXISTS");
    });
  });
}

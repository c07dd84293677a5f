import { describe, expect, test } from "vitest";
import { expectCode } from "../../support/expect-code.ts";
import type { StreamsHost } from "../../support/host.ts";
import { readTexts } from "../../support/reading.ts";

export function deleteContract(host: StreamsHost): void {
  describe("delete", () => {
    test("makes every operation on the stream reject with NOT_FOUND", async () => {
      const streams = await host.open();
      await streams.create("a", { data: "x" });
      expect(await streams.delete("a")).toBeUndefined();
      await expectCode(streams.head("a"), "NOT_FOUND");
      await expectCode(streams.read("a"), "NOT_FOUND");
      await expectCode(streams.append("a", "x"), "NOT_FOUND");
      await expectCode(streams.closeStream("a"), "NOT_FOUND");
      await expectCode(streams.touch("a"), "NOT_FOUND");
      await expectCode(streams.delete("a"), "NOT_FOUND");
      expect((await streams.list()).streams).toEqual([]);
    });

    test("rejects with NOT_FOUND where there is no stream", async () => {
      const streams = await host.open();
      await expectCode(streams.delete("a"), "NOT_FOUND");
    });

    test("frees the path for any other stream", async () => {
      const streams = await host.open();
      await streams.create("a", { data: ["x", "y"], closed: true, ttlSeconds: 5 });
      await streams.delete("a");
      const again = await streams.create("a", { contentType: "application/json" });
      expect(again).toMatchObject({ created: true, messageCount: 0, byteCount: 0, closed: false });
      expect(again.ttlSeconds).toBeUndefined();
      await streams.append("a", [1]);
      expect((await streams.read("a")).messages.map((message) => message.data)).toEqual([1]);
    });

    test("leaves streams with similar paths alone", async () => {
      const streams = await host.open();
      for (const path of ["a", "a/b", "ab"]) await streams.create(path, { data: path });
      await streams.delete("a");
      expect(await readTexts(streams, "a/b")).toEqual(["a/b"]);
      expect(await readTexts(streams, "ab")).toEqual(["ab"]);
    });

    test("may alternate with create a hundred times without mixing messages", async () => {
      const streams = await host.open();
      for (let i = 0; i < 100; i++) {
        if (i > 0) await streams.delete("a");
        await streams.create("a", { data: [`${i}`, `${i}`] });
      }
      expect(await readTexts(streams, "a")).toEqual(["99", "99"]);
    });
  });
}

import { describe, expect, test } from "vitest";
import { expectCode } from "../../support/expect-code.ts";
import { openWithClock, type StreamsHost } from "../../support/host.ts";
import { numbered, readTexts } from "../../support/reading.ts";

export function setRetentionContract(host: StreamsHost): void {
  describe("setRetention", () => {
    test("drops messages beyond the limit at once and from then on", async () => {
      const streams = await host.open();
      await streams.create("a", { data: numbered(10) });
      const info = await streams.setRetention("a", { maxMessages: 3 });
      expect(info).toMatchObject({ messageCount: 3, byteCount: 3, retention: { maxMessages: 3 } });
      expect(await readTexts(streams, "a")).toEqual(["7", "8", "9"]);
      await streams.append("a", ["x", "y"]);
      expect(await readTexts(streams, "a")).toEqual(["9", "x", "y"]);
    });

    test("keeps the newest messages that fit maxBytes, and the newest one in any case", async () => {
      const streams = await host.open();
      await streams.create("a", { data: ["aaaa", "bbbb", "cc", "dd"] });
      await streams.setRetention("a", { maxBytes: 5 });
      expect(await readTexts(streams, "a")).toEqual(["cc", "dd"]);
      expect(await streams.setRetention("a", { maxBytes: 1 })).toMatchObject({
        messageCount: 1,
        byteCount: 2,
      });
    });

    test("drops messages older than maxAgeMs", async () => {
      const { streams, clock } = await openWithClock(host, { cleanupIntervalMs: 0, expiryGraceMs: 0 });
      await streams.create("a", { data: "old" });
      clock.ms += 1000;
      await streams.append("a", "new");
      await streams.setRetention("a", { maxAgeMs: 500 });
      expect(await readTexts(streams, "a")).toEqual(["new"]);
      clock.ms += 1000;
      expect(await readTexts(streams, "a")).toEqual([]);
    });

    test("without limits keeps everything from now on and brings nothing back", async () => {
      const streams = await host.open();
      await streams.create("a", { retention: { maxMessages: 2 }, data: numbered(5) });
      const info = await streams.setRetention("a");
      expect(info.retention).toBeUndefined();
      await streams.append("a", ["5", "6"]);
      expect(await readTexts(streams, "a")).toEqual(["3", "4", "5", "6"]);
      await streams.setRetention("a", { maxMessages: 100 });
      expect(await readTexts(streams, "a")).toEqual(["3", "4", "5", "6"]);
    });

    test("replaces all earlier limits", async () => {
      const streams = await host.open();
      await streams.create("a", { retention: { maxMessages: 2, maxBytes: 1000 } });
      await streams.setRetention("a", { maxBytes: 500 });
      expect((await streams.head("a")).retention).toEqual({ maxBytes: 500 });
      // Creating the stream again compares with the retention that it has now.
      expect(await streams.create("a", { retention: { maxBytes: 500 } })).toMatchObject({ created: false });
      await expectCode(streams.create("a", { retention: { maxMessages: 2 } }), "EXISTS");
    });

    test("keeps the messages that a fork has inherited", async () => {
      const streams = await host.open();
      await streams.create("a", { data: numbered(5) });
      await streams.create("fork", { fork: { path: "a" } });
      await streams.setRetention("a", { maxMessages: 1 });
      expect(await readTexts(streams, "fork")).toEqual(numbered(5));
      await streams.setRetention("fork", { maxMessages: 2 });
      expect(await readTexts(streams, "fork")).toEqual(["3", "4"]);
      expect(await readTexts(streams, "a")).toEqual(["4"]);
    });

    test("handles hundreds of thousands of messages", async () => {
      const streams = await host.open();
      await streams.create("a");
      for (let i = 0; i < 3; i++) await streams.append("a", numbered(80_000));
      expect(await streams.setRetention("a", { maxMessages: 120_000 })).toMatchObject({
        messageCount: 120_000,
      });
      const { byteCount } = await streams.head("a");
      const wanted = Math.floor(byteCount / 2);
      const info = await streams.setRetention("a", { maxBytes: wanted });
      expect(info.byteCount).toBeLessThanOrEqual(wanted);
      expect(info.byteCount).toBeGreaterThan(wanted - 5);
    });

    test("refuses invalid limits and missing streams", async () => {
      const streams = await host.open();
      await streams.create("a");
      await expectCode(streams.setRetention("a", { maxMessages: 0 }), "BAD_REQUEST");
      await expectCode(streams.setRetention("a", { max: 1 } as object), "BAD_REQUEST");
      await expectCode(streams.setRetention("a", [] as object), "BAD_REQUEST");
      await expectCode(streams.setRetention("b", { maxMessages: 1 }), "NOT_FOUND");
      await expectCode(streams.setRetention("", { maxMessages: 1 }), "BAD_REQUEST");
      expect((await streams.head("a")).retention).toBeUndefined();
    });
  });
}

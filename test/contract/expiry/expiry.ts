import { describe, expect, test } from "vitest";
import type { TestClock } from "../../support/clock.ts";
import { expectCode } from "../../support/expect-code.ts";
import { openWithClock, type Streams, type StreamsHost } from "../../support/host.ts";
import { readTexts } from "../../support/reading.ts";

export function expiryContract(host: StreamsHost): void {
  describe("absolute expiry", () => {
    test("makes the stream NOT_FOUND from its millisecond on, and not before", async () => {
      const { streams, clock } = await openExpiring(host, 5000);
      clock.ms += 4999;
      expect(await readTexts(streams, "a")).toEqual(["x"]);
      await streams.append("a", "y");
      clock.ms += 1;
      await expectCode(streams.head("a"), "NOT_FOUND");
      await expectCode(streams.read("a"), "NOT_FOUND");
      await expectCode(streams.append("a", "z"), "NOT_FOUND");
      await expectCode(streams.closeStream("a"), "NOT_FOUND");
      await expectCode(streams.touch("a"), "NOT_FOUND");
      await expectCode(streams.delete("a"), "NOT_FOUND");
      expect((await streams.list()).streams).toEqual([]);
    });

    test("is not moved by reads, writes or touch", async () => {
      const { streams, clock } = await openExpiring(host, 5000);
      const { deadline } = await streams.head("a");
      clock.ms += 4000;
      await streams.read("a");
      await streams.append("a", "y");
      expect((await streams.touch("a")).deadline).toEqual(deadline);
      clock.ms += 1000;
      await expectCode(streams.head("a"), "NOT_FOUND");
    });

    test("frees the path for a new, empty stream", async () => {
      const { streams, clock } = await openExpiring(host, 5000);
      const { tailOffset } = await streams.head("a");
      clock.ms += 5000;
      expect(await streams.create("a", { contentType: "text/plain" })).toMatchObject({
        created: true,
        messageCount: 0,
        contentType: "text/plain",
      });
      expect(await readTexts(streams, "a")).toEqual([]);
      await expectCode(streams.read("a", { offset: tailOffset }), "GONE");
    });

    test("stays final for a path that was reused, even if the clock is set back", async () => {
      const { streams, clock } = await openExpiring(host, 5000);
      clock.ms += 5000;
      await streams.create("a", { data: "new" });
      clock.ms -= 4000;
      expect(await readTexts(streams, "a")).toEqual(["new"]);
    });

    test("does not affect streams without it", async () => {
      const { streams, clock } = await openExpiring(host, 5000);
      await streams.create("b", { data: "x" });
      clock.ms += 100 * 365 * 24 * 3600 * 1000;
      expect(await readTexts(streams, "b")).toEqual(["x"]);
    });
  });
}

async function openExpiring(
  host: StreamsHost,
  inMs: number,
): Promise<{ streams: Streams; clock: TestClock }> {
  const { streams, clock } = await openWithClock(host, { cleanupIntervalMs: 0 });
  await streams.create("a", { expiresAt: new Date(clock.ms + inMs), data: "x" });
  return { streams, clock };
}

import { describe, expect, test } from "vitest";
import type { StoreOptions } from "../../../src/store/index.ts";
import type { TestClock } from "../../support/clock.ts";
import { expectCode } from "../../support/expect-code.ts";
import { openWithClock, type Streams, type StreamsHost } from "../../support/host.ts";

const restarting: [name: string, use: (streams: Streams) => Promise<unknown>][] = [
  ["read", (streams) => streams.read("a")],
  ["read at the tail", (streams) => streams.read("a", { offset: "now" })],
  ["readPacked", (streams) => streams.readPacked("a")],
  ["append", (streams) => streams.append("a", "y")],
  ["touch", (streams) => streams.touch("a")],
];

const idle: [name: string, use: (streams: Streams) => Promise<unknown>][] = [
  ["head", (streams) => streams.head("a")],
  ["list", (streams) => streams.list()],
];

export function ttlContract(host: StreamsHost): void {
  describe("a TTL", () => {
    test("makes the stream NOT_FOUND from its millisecond on, and not before", async () => {
      const { streams, clock } = await openWithTtl(host);
      clock.ms += 9999;
      expect((await streams.head("a")).messageCount).toBe(1);
      clock.ms += 1;
      await expectCode(streams.head("a"), "NOT_FOUND");
      await expectCode(streams.read("a"), "NOT_FOUND");
      await expectCode(streams.append("a", "y"), "NOT_FOUND");
      expect((await streams.list()).streams).toEqual([]);
    });

    test.each(restarting)("restarts with %s", async (_name, use) => {
      const { streams, clock } = await openWithTtl(host);
      for (let i = 0; i < 3; i++) {
        clock.ms += 9999;
        await use(streams);
        expect((await streams.head("a")).deadline).toEqual(new Date(clock.ms + 10_000));
      }
      clock.ms += 9999;
      await streams.head("a");
      clock.ms += 1;
      await expectCode(streams.head("a"), "NOT_FOUND");
    });

    test.each(idle)("does not restart with %s", async (_name, use) => {
      const { streams, clock } = await openWithTtl(host);
      clock.ms += 9999;
      await use(streams);
      clock.ms += 1;
      await expectCode(streams.head("a"), "NOT_FOUND");
    });

    test("restarts with touch, which returns the new deadline", async () => {
      const { streams, clock } = await openWithTtl(host);
      clock.ms += 5000;
      const info = await streams.touch("a");
      expect(info.deadline).toEqual(new Date(clock.ms + 10_000));
      expect(await streams.head("a")).toEqual(info);
    });

    test("never leads to a deadline further away than itself, even if the clock is set back", async () => {
      const { streams, clock } = await openWithTtl(host, { expiryGraceMs: 0 });
      clock.ms -= 3_600_000;
      expect((await streams.head("a")).deadline!.getTime()).toBeLessThanOrEqual(clock.ms + 10_000);
      await streams.read("a");
      expect((await streams.head("a")).deadline).toEqual(new Date(clock.ms + 10_000));
      clock.ms += 10_000;
      await expectCode(streams.head("a"), "NOT_FOUND");
    });

    test("starts anew when the path of an expired stream is created again", async () => {
      const { streams, clock } = await openWithTtl(host);
      clock.ms += 10_000;
      expect(await streams.create("a", { ttlSeconds: 20 })).toMatchObject({ created: true, messageCount: 0 });
      clock.ms += 19_999;
      await streams.head("a");
      clock.ms += 1;
      await expectCode(streams.head("a"), "NOT_FOUND");
    });
  });
}

async function openWithTtl(
  host: StreamsHost,
  options: StoreOptions = {},
): Promise<{ streams: Streams; clock: TestClock }> {
  const { streams, clock } = await openWithClock(host, { cleanupIntervalMs: 0, ...options });
  await streams.create("a", { ttlSeconds: 10, data: "x" });
  return { streams, clock };
}

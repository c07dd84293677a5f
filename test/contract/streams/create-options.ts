import { describe, expect, test } from "vitest";
import { testClock } from "../../support/clock.ts";
import { expectCode } from "../../support/expect-code.ts";
import type { StreamsHost } from "../../support/host.ts";

const refused: [name: string, options: object][] = [
  ["both a TTL and an expiry", { ttlSeconds: 60, expiresAt: new Date(Date.UTC(2031, 0)) }],
  ["a negative TTL", { ttlSeconds: -1 }],
  ["a fraction as TTL", { ttlSeconds: 1.5 }],
  ["NaN as TTL", { ttlSeconds: NaN }],
  ["an endless TTL", { ttlSeconds: Infinity }],
  ["a string as TTL", { ttlSeconds: "60" }],
  ["an invalid date", { expiresAt: new Date(NaN) }],
  ["a date as text", { expiresAt: "2031-01-01T00:00:00Z" }],
  ["a date as number", { expiresAt: Date.UTC(2031, 0) }],
  ["a content type that is not a string", { contentType: 1 }],
  ["a closed that is not a boolean", { closed: "yes" }],
  ["a negative retention", { retention: { maxMessages: -1 } }],
  ["a fraction in the retention", { retention: { maxBytes: 0.5 } }],
  ["a string in the retention", { retention: { maxAgeMs: "1" } }],
  ["an unknown limit in the retention", { retention: { maxMessage: 1 } }],
  ["a retention that is not an object", { retention: 5 }],
  ["an unknown option", { ttl: 60 }],
];

export function createOptionsContract(host: StreamsHost): void {
  describe("create refuses", () => {
    test.each(refused)("%s", async (_name, options) => {
      const streams = await host.open({ now: testClock().now });
      await expectCode(streams.create("a", options), "BAD_REQUEST");
      await expectCode(streams.head("a"), "NOT_FOUND");
    });

    test.each(refused)("%s, even if the stream exists", async (_name, options) => {
      const streams = await host.open({ now: testClock().now });
      await streams.create("a");
      await expectCode(streams.create("a", options), "BAD_REQUEST");
    });

    test.each<unknown>([null, 5, "text/plain"])("options that are %j", async (options) => {
      const streams = await host.open();
      await expectCode(streams.create("a", options as object), "BAD_REQUEST");
    });
  });

  describe("create accepts, as expired at once,", () => {
    test.each([
      ["a TTL of 0 seconds", { ttlSeconds: 0 }],
      ["an expiry in the past", { expiresAt: new Date(0) }],
      ["this very millisecond as expiry", { expiresAt: new Date(testClock().ms) }],
    ])("%s", async (_name, options) => {
      const streams = await host.open({ now: testClock().now });
      expect((await streams.create("a", options)).created).toBe(true);
      await expectCode(streams.head("a"), "NOT_FOUND");
      await expectCode(streams.append("a", "x"), "NOT_FOUND");
      expect((await streams.list()).streams).toEqual([]);
      expect((await streams.create("a", options)).created).toBe(true);
    });
  });
}

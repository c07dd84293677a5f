import { afterEach, describe, expect, test } from "vitest";
import { testClock } from "../../support/clock.ts";
import { expectCode } from "../../support/expect-code.ts";
import { openWithClock, type StoreHost } from "../../support/host.ts";
import { readTexts } from "../../support/reading.ts";

/** The last moment that a `Date` can hold, in milliseconds: beyond 2^52. */
const lastMs = 8_640_000_000_000_000;
/** Ten thousand years. */
const longestTtl = 10_000 * 366 * 86_400;

export function datesContract(host: StoreHost): void {
  describe("dates", () => {
    test.each([lastMs, lastMs - 1, 2 ** 52 + 1, 2 ** 32, 1])(
      "are kept to the millisecond up to the last one a Date can hold: %d",
      async (ms) => {
        const clock = testClock(Math.max(0, ms - 1000));
        const store = await host.open({ now: clock.now, cleanupIntervalMs: 0 });
        await store.create("a", { expiresAt: new Date(ms), data: "x" });
        clock.ms = ms - 1;
        const { expiresAt, deadline } = await store.head("a");
        expect([expiresAt, deadline]).toEqual([new Date(ms), new Date(ms)]);
        expect(await readTexts(store, "a")).toEqual(["x"]);
        clock.ms = ms;
        await expectCode(store.head("a"), "NOT_FOUND");
      },
    );

    test("before 1970 are in the past", async () => {
      const store = await host.open({ now: testClock().now });
      await store.create("a", { expiresAt: new Date(-lastMs), data: "x" });
      await expectCode(store.head("a"), "NOT_FOUND");
    });

    test("that follow from a TTL never exceed the last one a Date can hold", async () => {
      const { streams: store, clock } = await openWithClock(host, { cleanupIntervalMs: 0 });
      const deadline = () => store.head("a").then((info) => info.deadline!.getTime());
      await store.create("a", { ttlSeconds: longestTtl });
      expect(await deadline()).toBe(clock.ms + longestTtl * 1000);
      clock.ms = lastMs - 1;
      await store.create("a", { ttlSeconds: longestTtl });
      expect(await deadline()).toBe(lastMs);
      expect((await store.list()).streams[0]!.deadline).toEqual(new Date(lastMs));
    });

    test.each([longestTtl + 1, 2 ** 53 - 1, 2 ** 53, Number.MAX_VALUE])(
      "rule out a TTL of %d seconds",
      async (ttlSeconds) => {
        const store = await host.open();
        await expectCode(store.create("a", { ttlSeconds }), "BAD_REQUEST");
      },
    );

    test("drop no message under the largest maxAgeMs", async () => {
      const { streams: store, clock } = await openWithClock(host, { cleanupIntervalMs: 2, expiryGraceMs: 0 });
      await store.create("a", { retention: { maxAgeMs: Number.MAX_SAFE_INTEGER }, data: "x" });
      clock.ms = lastMs;
      expect(await readTexts(store, "a")).toEqual(["x"]);
      await expectCode(store.setRetention("a", { maxAgeMs: 2 ** 53 }), "BAD_REQUEST");
    });

    test("survive closing and reopening the store", async (context) => {
      if (!host.reopen) return context.skip();
      const clock = testClock();
      const options = { now: clock.now, cleanupIntervalMs: 0 };
      const store = await host.open(options);
      await store.create("dated", { expiresAt: new Date(lastMs) });
      await store.create("sliding", { ttlSeconds: longestTtl });
      const before = (await store.list()).streams;
      expect((await (await host.reopen(store, options)).list()).streams).toEqual(before);
    });
  });

  describe("civil time", () => {
    const zone = process.env["TZ"];
    afterEach(() => {
      if (zone === undefined) delete process.env["TZ"];
      else process.env["TZ"] = zone;
    });

    test.each([
      ["the hour that is skipped", Date.UTC(2030, 2, 31, 0, 59, 59, 999)],
      ["the hour that is repeated", Date.UTC(2030, 9, 27, 0, 59, 59, 999)],
    ])("does not move deadlines: %s", async (_name, ms) => {
      setZone("Europe/Berlin", ms);
      const clock = testClock(ms);
      const store = await host.open({ now: clock.now, cleanupIntervalMs: 2, expiryGraceMs: 0 });
      // Wall clocks change with the next millisecond.
      expect(new Date(ms).getTimezoneOffset()).not.toBe(new Date(ms + 1).getTimezoneOffset());
      await store.create("a", { ttlSeconds: 7200, data: "x" });
      await store.create("b", { expiresAt: new Date(ms + 7_200_000), data: "x" });
      for (const later of [1, 3_600_000, 3_599_998]) {
        clock.ms += later;
        for (const path of ["a", "b"]) expect((await store.head(path)).messageCount).toBe(1);
      }
      clock.ms += 1;
      for (const path of ["a", "b"]) await expectCode(store.head(path), "NOT_FOUND");
    });

    test("does not move deadlines: a traveller's time zone", async () => {
      const clock = testClock();
      setZone("Pacific/Kiritimati", clock.ms);
      const store = await host.open({ now: clock.now, cleanupIntervalMs: 2, expiryGraceMs: 0 });
      await store.create("a", { ttlSeconds: 60, data: "x" });
      const before = await store.head("a");
      setZone("Pacific/Pago_Pago", clock.ms);
      clock.ms += 59_999;
      expect(await store.head("a")).toEqual(before);
      clock.ms += 1;
      await expectCode(store.head("a"), "NOT_FOUND");
    });
  });
}

/** Sets the time zone of this process, and checks that it has changed. */
function setZone(zone: string, ms: number): void {
  const before = new Date(ms).getTimezoneOffset();
  process.env["TZ"] = zone;
  expect(new Date(ms).getTimezoneOffset()).not.toBe(before);
}

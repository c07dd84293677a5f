import { describe, expect, test } from "vitest";
import { expectCode } from "../../support/expect-code.ts";
import { openWithClock, type StoreHost } from "../../support/host.ts";
import { readTexts } from "../../support/reading.ts";
import { cleanupPasses } from "./cleanup-passes.ts";

export function cleanupContract(host: StoreHost): void {
  describe("the cleanup timer", () => {
    test("deletes expired streams and no others", async () => {
      const { streams: store, clock } = await openWithClock(host, { cleanupIntervalMs: 2, expiryGraceMs: 0 });
      for (let i = 0; i < 50; i++) await store.create(`ttl/${i}`, { ttlSeconds: 1, data: "x" });
      await store.create("absolute", { expiresAt: new Date(clock.ms + 1000), data: "x" });
      await store.create("later", { ttlSeconds: 2 });
      await store.create("never");
      const expired = new Set<string>();
      const watching = (async () => {
        for await (const change of store.changes()) {
          expect(change.type).toBe("expired");
          expired.add(change.path);
          if (expired.size === 51) break;
        }
      })();
      clock.ms += 1000;
      await watching;
      expect((await store.list()).streams.map((info) => info.path)).toEqual(["later", "never"]);
      expect((await store.stats()).streams).toBe(2);
    });

    test("respects deadlines that reads have extended", async () => {
      const { streams: store, clock } = await openWithClock(host, { cleanupIntervalMs: 2, expiryGraceMs: 0 });
      await store.create("used", { ttlSeconds: 10 });
      await store.create("unused", { ttlSeconds: 10 });
      clock.ms += 9000;
      await store.read("used");
      const feed = store.changes()[Symbol.asyncIterator]();
      const first = feed.next();
      clock.ms += 1000;
      expect((await first).value).toEqual({ type: "expired", path: "unused" });
      const second = feed.next();
      expect((await store.head("used")).deadline).toEqual(new Date(clock.ms + 9000));
      clock.ms += 9000;
      expect((await second).value).toEqual({ type: "expired", path: "used" });
      await feed.return?.();
    });

    test("drops messages older than maxAgeMs from a stream without appends", async () => {
      const { streams: store, clock } = await openWithClock(host, { cleanupIntervalMs: 2, expiryGraceMs: 0 });
      await store.create("a", { retention: { maxAgeMs: 1000 }, data: ["x", "y"] });
      const { startOffset } = await store.head("a");
      clock.ms += 1001;
      await expect.poll(async () => (await store.head("a")).messageCount).toBe(0);
      await expectCode(store.read("a", { offset: startOffset }), "GONE");
    });

    test("deletes nothing when the clock jumps ahead and comes back within the grace", async () => {
      const { streams: store, clock } = await openWithClock(host, {
        cleanupIntervalMs: 2,
        expiryGraceMs: 60_000,
      });
      await store.create("session", { ttlSeconds: 60, data: "kept" });
      await store.create("dated", { expiresAt: new Date(clock.ms + 60_000), data: "kept" });
      await store.create("other", { ttlSeconds: 60 * 60 * 24 * 365 * 100 });
      for (const jump of [61_000, 365 * 86_400_000, Number.MAX_SAFE_INTEGER - clock.ms]) {
        clock.ms += jump;
        await expectCode(store.read("session"), "NOT_FOUND");
        await expectCode(store.read("dated"), "NOT_FOUND");
        await cleanupPasses(clock);
        expect((await store.stats()).streams).toBe(3);
        clock.ms -= jump;
        expect(await readTexts(store, "session")).toEqual(["kept"]);
        expect(await readTexts(store, "dated")).toEqual(["kept"]);
      }
    });
  });
}

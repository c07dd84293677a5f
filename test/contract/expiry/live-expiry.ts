import { describe, expect, test } from "vitest";
import type { StreamStoreApi } from "../../../src/store/index.ts";
import type { TestClock } from "../../support/clock.ts";
import { expectCode } from "../../support/expect-code.ts";
import { openWithClock, type StoreHost } from "../../support/host.ts";
import { nextTexts } from "../../support/reading.ts";

export function liveExpiryContract(host: StoreHost): void {
  describe("expiry under a live reader", () => {
    test("of a TTL stream comes one TTL after the reader has left", async () => {
      const { streams: store, clock } = await openWithClock(host, { cleanupIntervalMs: 0 });
      await store.create("a", { ttlSeconds: 10, data: "x" });
      const reader = store.subscribe("a")[Symbol.asyncIterator]();
      await nextTexts(reader);
      const waiting = nextTexts(reader);
      for (let i = 0; i < 3; i++) {
        clock.ms += 60_000;
        expect((await store.head("a")).messageCount).toBe(1);
      }
      await store.append("a", "y");
      expect(await waiting).toEqual(["y"]);
      clock.ms += 60_000;
      expect((await store.head("a")).messageCount).toBe(2);
      await reader.return?.();
      // When this call returns, a hosted store has learnt that the reader has left.
      await store.head("a");
      clock.ms += 9999;
      expect((await store.head("a")).messageCount).toBe(2);
      clock.ms += 1;
      await expectCode(store.head("a"), "NOT_FOUND");
    });

    test("of a TTL stream waits for the last of several readers to leave", async () => {
      const { streams: store, clock } = await openWithClock(host, { cleanupIntervalMs: 0 });
      await store.create("a", { ttlSeconds: 10, data: "x" });
      const first = store.subscribe("a")[Symbol.asyncIterator]();
      const last = store.subscribe("a")[Symbol.asyncIterator]();
      for (const reader of [first, last]) expect(await nextTexts(reader)).toEqual(["x"]);
      await first.return?.();
      clock.ms += 60_000;
      expect((await store.head("a")).messageCount).toBe(1);
      await last.return?.();
      // When this call returns, a hosted store has learnt that the reader has left.
      await store.head("a");
      clock.ms += 10_000;
      await expectCode(store.head("a"), "NOT_FOUND");
    });

    test("of a TTL stream comes one TTL after a reader that stayed for longer than the TTL", async () => {
      const { streams: store, clock } = await openWithClock(host, { cleanupIntervalMs: 0 });
      await store.create("a", { ttlSeconds: 10, data: "x" });
      const reader = store.subscribe("a")[Symbol.asyncIterator]();
      expect(await nextTexts(reader)).toEqual(["x"]);
      clock.ms += 60_000;
      await reader.return?.();
      expect((await store.head("a")).messageCount).toBe(1);
      clock.ms += 10_000;
      await expectCode(store.head("a"), "NOT_FOUND");
    });

    test("never comes for a deleted stream that its forks keep, although a reader was live", async () => {
      const { streams: store, clock } = await openWithClock(host, { cleanupIntervalMs: 0 });
      await store.create("a", { ttlSeconds: 10, retention: { maxAgeMs: 1_000_000 }, data: "x" });
      await store.create("fork", { fork: { path: "a" }, ttlSeconds: 1_000_000 });
      const reader = store.subscribe("a")[Symbol.asyncIterator]();
      await nextTexts(reader);
      await store.delete("a");
      await expectCode(reader.next(), "GONE");
      await expectCode(store.head("a"), "GONE");
      clock.ms += 60_000;
      // The path stays taken for as long as the fork needs it.
      await expectCode(store.head("a"), "GONE");
      await expectCode(store.create("a"), "EXISTS");
    });

    test("of a TTL stream does not come when the cleanup timer runs", async () => {
      const { streams: store, clock } = await openWithClock(host, { cleanupIntervalMs: 2, expiryGraceMs: 0 });
      await store.create("a", { ttlSeconds: 10, data: "x" });
      const reader = store.subscribe("a")[Symbol.asyncIterator]();
      await nextTexts(reader);
      const waiting = nextTexts(reader);
      clock.ms += 60_000;
      await cleanupRan(store, clock);
      await store.append("a", "y");
      expect(await waiting).toEqual(["y"]);
      await reader.return?.();
    });

    test("at an absolute time ends a waiting reader with NOT_FOUND", async () => {
      const { streams: store, clock } = await openWithClock(host, { cleanupIntervalMs: 2, expiryGraceMs: 0 });
      await store.create("a", { expiresAt: new Date(clock.ms + 1000), data: "x" });
      const reader = store.subscribe("a")[Symbol.asyncIterator]();
      await reader.next();
      const waiting = reader.next();
      clock.ms += 1000;
      await expectCode(waiting, "NOT_FOUND");
      expect((await store.stats()).subscriptions).toBe(0);
    });

    test("at an absolute time ends a reader between two pages with NOT_FOUND", async () => {
      const { streams: store, clock } = await openWithClock(host, { cleanupIntervalMs: 0 });
      await store.create("a", { expiresAt: new Date(clock.ms + 1000), data: ["x", "y"] });
      const reader = store.subscribe("a", { limitMessages: 1 })[Symbol.asyncIterator]();
      await reader.next();
      clock.ms += 1000;
      await expectCode(reader.next(), "NOT_FOUND");
    });
  });
}

/** Resolves when the cleanup timer has deleted a stream that was created for this. */
async function cleanupRan(store: StreamStoreApi, clock: TestClock): Promise<void> {
  await store.create("made to expire", { expiresAt: new Date(clock.ms + 1) });
  const reader = store.subscribe("made to expire")[Symbol.asyncIterator]();
  const waiting = reader.next();
  clock.ms += 1;
  await expectCode(waiting, "NOT_FOUND");
}

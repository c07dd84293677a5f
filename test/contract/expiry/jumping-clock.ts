import { describe, expect, test, vi } from "vitest";
import type { StoreOptions, StreamStoreApi } from "../../../src/store/index.ts";
import type { TestClock } from "../../support/clock.ts";
import { expectCode } from "../../support/expect-code.ts";
import { openWithClock, type StoreHost } from "../../support/host.ts";
import { nextTexts, readTexts } from "../../support/reading.ts";
import { cleanupPasses } from "./cleanup-passes.ts";

const hourMs = 3_600_000;

/** What uses a stream, and might believe a wrong clock. */
const uses: [name: string, use: (store: StreamStoreApi) => Promise<unknown>][] = [
  ["nothing", async () => undefined],
  ["head", (store) => store.head("a")],
  ["list", (store) => store.list()],
  ["read", (store) => store.read("a")],
  ["append", (store) => store.append("a", "y")],
  ["touch", (store) => store.touch("a")],
  ["a subscriber that comes and goes", followOnce],
];

export function jumpingClockContract(host: StoreHost): void {
  describe("a clock that is set back and comes back within the grace", () => {
    test.each(uses)("does not shorten a TTL: %s", async (_name, use) => {
      const { store, clock } = await openWith(host, { cleanupIntervalMs: 2 });
      await store.create("a", { ttlSeconds: 60, data: "x" });
      clock.ms -= 24 * hourMs;
      await use(store);
      expect((await store.head("a")).deadline!.getTime()).toBeLessThanOrEqual(clock.ms + 60_000);
      clock.ms += 24 * hourMs + 59_999;
      expect((await readTexts(store, "a"))[0]).toBe("x");
      clock.ms += 60_000;
      await expectCode(store.head("a"), "NOT_FOUND");
    });

    test("does not move an absolute expiry", async () => {
      const { store, clock } = await openWith(host);
      await store.create("a", { expiresAt: new Date(clock.ms + 60_000), data: "x" });
      clock.ms -= 24 * hourMs;
      expect(await readTexts(store, "a")).toEqual(["x"]);
      clock.ms += 24 * hourMs + 59_999;
      expect(await readTexts(store, "a")).toEqual(["x"]);
      clock.ms += 1;
      await expectCode(store.head("a"), "NOT_FOUND");
    });
  });

  describe("after the grace, a clock that stays", () => {
    test("set back limits deadlines to one TTL from then", async () => {
      const { store, clock } = await openWith(host, { expiryGraceMs: 30 });
      await store.create("a", { ttlSeconds: 10, data: "x" });
      const setBackTo = clock.ms - hourMs;
      await vi.waitFor(
        async () => {
          // One TTL after the new time: the stream still exists within the grace, and has expired after it.
          clock.ms = setBackTo;
          await store.head("a");
          clock.ms = setBackTo + 9999;
          await store.head("a");
          clock.ms = setBackTo + 10_000;
          await expectCode(store.head("a"), "NOT_FOUND");
        },
        { timeout: 20_000, interval: 20 },
      );
    });

    test("set ahead has expired streams deleted", async () => {
      const { store, clock } = await openWith(host, { cleanupIntervalMs: 2, expiryGraceMs: 30 });
      await store.create("a", { ttlSeconds: 10, data: "x" });
      clock.ms += hourMs;
      await expect.poll(async () => (await store.stats()).streams).toBe(0);
      clock.ms -= hourMs;
      await expectCode(store.head("a"), "NOT_FOUND");
    });

    test("set ahead has messages older than maxAgeMs dropped", async () => {
      const { store, clock } = await openWith(host, { cleanupIntervalMs: 2, expiryGraceMs: 30 });
      await store.create("a", { retention: { maxAgeMs: 10_000 }, data: ["x", "y"] });
      clock.ms += hourMs;
      await expect.poll(async () => (await store.head("a")).messageCount).toBe(0);
    });
  });

  test("a clock that jumps ahead and comes back within the grace drops no messages", async () => {
    const { store, clock } = await openWith(host, { cleanupIntervalMs: 2 });
    await store.create("a", { retention: { maxAgeMs: 10_000 }, data: ["x", "y"] });
    clock.ms += 24 * hourMs;
    for (let i = 0; i < 5; i++) {
      expect(await readTexts(store, "a")).toEqual(["x", "y"]);
      await cleanupPasses(clock);
    }
    clock.ms -= 24 * hourMs;
    expect(await readTexts(store, "a")).toEqual(["x", "y"]);
  });

  describe("a computer that wakes up", () => {
    test("hides streams that expired meanwhile before any timer runs", async () => {
      const { store, clock } = await openWith(host, { cleanupIntervalMs: 0 });
      await store.create("sliding", { ttlSeconds: 60, data: "x" });
      await store.create("dated", { expiresAt: new Date(clock.ms + 60_000), data: "x" });
      await store.create("kept", { ttlSeconds: 3 * 3600, data: "x" });
      clock.ms += 2 * hourMs;
      for (const path of ["sliding", "dated"]) await expectCode(store.read(path), "NOT_FOUND");
      expect((await store.list()).streams.map(({ path }) => path)).toEqual(["kept"]);
    });

    test("keeps a stream that a subscriber follows", async () => {
      const { store, clock } = await openWith(host, { cleanupIntervalMs: 2, expiryGraceMs: 0 });
      await store.create("a", { ttlSeconds: 60, data: "x" });
      const reader = store.subscribe("a")[Symbol.asyncIterator]();
      await nextTexts(reader);
      const waiting = nextTexts(reader);
      clock.ms += 10 * hourMs;
      await store.append("a", "y");
      expect(await waiting).toEqual(["y"]);
      await reader.return?.();
    });
  });
}

async function followOnce(store: StreamStoreApi): Promise<void> {
  const reader = store.subscribe("a")[Symbol.asyncIterator]();
  await nextTexts(reader);
  await reader.return?.();
}

async function openWith(
  host: StoreHost,
  options: StoreOptions = {},
): Promise<{ store: StreamStoreApi; clock: TestClock }> {
  const timers = { cleanupIntervalMs: 0, expiryGraceMs: 60_000, ...options };
  const { streams: store, clock } = await openWithClock(host, timers);
  return { store, clock };
}

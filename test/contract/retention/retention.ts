import { describe, expect, test } from "vitest";
import type { Retention } from "../../../src/protocol/stream.ts";
import type { StreamStoreApi } from "../../../src/store/index.ts";
import type { TestClock } from "../../support/clock.ts";
import { openWithClock, type StoreHost } from "../../support/host.ts";
import { numbered, readTexts } from "../../support/reading.ts";

export function retentionContract(host: StoreHost): void {
  describe("retention by number", () => {
    test("keeps the newest after each append", async () => {
      const { store } = await openWith(host, { maxMessages: 3 });
      for (let i = 1; i <= 10; i++) {
        await store.append("a", String(i - 1));
        expect(await readTexts(store, "a")).toEqual(numbered(Math.min(i, 3), Math.max(i - 3, 0)));
      }
    });

    test("keeps the newest of a batch larger than the limit", async () => {
      const { store } = await openWith(host, { maxMessages: 3 });
      const { offset } = await store.append("a", numbered(10));
      expect(await readTexts(store, "a")).toEqual(["7", "8", "9"]);
      expect((await store.head("a")).tailOffset).toBe(offset);
    });

    test("keeps the newest of many appends in one turn", async () => {
      const { store } = await openWith(host, { maxMessages: 7 });
      await Promise.all(numbered(500).map((text) => store.append("a", text)));
      expect(await readTexts(store, "a")).toEqual(numbered(7, 493));
    });

    test("applies at creation", async () => {
      const store = await host.open();
      const info = await store.create("a", { retention: { maxMessages: 2 }, data: numbered(5) });
      expect(info).toMatchObject({ messageCount: 2, byteCount: 2 });
      expect(await readTexts(store, "a")).toEqual(["3", "4"]);
    });

    test("keeps the last messages of a closed stream", async () => {
      const { store } = await openWith(host, { maxMessages: 2 });
      await store.append("a", numbered(5), { close: true });
      expect(await readTexts(store, "a")).toEqual(["3", "4"]);
      expect(await store.read("a", { offset: "now" })).toMatchObject({ upToDate: true, closed: true });
    });
  });

  describe("retention by bytes", () => {
    test("keeps as many of the newest as fit", async () => {
      const { store } = await openWith(host, { maxBytes: 10 });
      for (const text of ["aaaa", "bbbb", "cc"]) await store.append("a", text);
      expect(await readTexts(store, "a")).toEqual(["aaaa", "bbbb", "cc"]);
      await store.append("a", "d");
      expect(await readTexts(store, "a")).toEqual(["bbbb", "cc", "d"]);
      await store.append("a", ["eeeeeeee", "f"]);
      expect(await readTexts(store, "a")).toEqual(["d", "eeeeeeee", "f"]);
      expect(await store.head("a")).toMatchObject({ messageCount: 3, byteCount: 10 });
    });

    test("keeps the newest message, however large", async () => {
      const { store } = await openWith(host, { maxBytes: 10 });
      await store.append("a", ["aa", "b".repeat(100)]);
      expect(await readTexts(store, "a")).toEqual(["b".repeat(100)]);
      await store.append("a", "c");
      expect(await readTexts(store, "a")).toEqual(["c"]);
    });
  });

  describe("retention by age", () => {
    test("drops messages that are too old with the next append", async () => {
      const { store, clock } = await openWith(host, { maxAgeMs: 1000 });
      await store.append("a", "old");
      clock.ms += 600;
      await store.append("a", ["middle", "middle too"]);
      clock.ms += 600;
      await store.append("a", "new");
      expect(await readTexts(store, "a")).toEqual(["middle", "middle too", "new"]);
      clock.ms += 5000;
      await store.append("a", "newest");
      expect(await readTexts(store, "a")).toEqual(["newest"]);
    });

    test("drops no young message when the clock is set back", async () => {
      const { store, clock } = await openWith(host, { maxAgeMs: 1000 });
      await store.append("a", "one");
      clock.ms -= 3_600_000;
      await store.append("a", "two");
      expect(await readTexts(store, "a")).toEqual(["one", "two"]);
    });
  });

  test("the tightest of several limits applies", async () => {
    const { store, clock } = await openWith(host, { maxMessages: 3, maxBytes: 10, maxAgeMs: 1000 });
    await store.append("a", ["1", "2", "3", "4"]);
    expect(await readTexts(store, "a")).toEqual(["2", "3", "4"]);
    await store.append("a", "123456789");
    expect(await readTexts(store, "a")).toEqual(["4", "123456789"]);
    clock.ms += 1001;
    await store.append("a", "x");
    expect(await readTexts(store, "a")).toEqual(["x"]);
  });
}

async function openWith(
  host: StoreHost,
  retention: Retention,
): Promise<{ store: StreamStoreApi; clock: TestClock }> {
  const { streams: store, clock } = await openWithClock(host, { cleanupIntervalMs: 0, expiryGraceMs: 0 });
  await store.create("a", { retention });
  return { store, clock };
}

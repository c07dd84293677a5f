import { describe, expect, test } from "vitest";
import type { StreamStoreApi } from "../../../src/store/index.ts";
import { testClock } from "../../support/clock.ts";
import { expectCode } from "../../support/expect-code.ts";
import { openWithClock, type StoreHost } from "../../support/host.ts";
import { drain, numbered, readAll, readTexts } from "../../support/reading.ts";

type Reopen = NonNullable<StoreHost["reopen"]>;

export function reopenContract(host: StoreHost, reopen: Reopen): void {
  describe("a store that was closed and opened again", () => {
    test("reads the same and continues where it was", async () => {
      const store = await host.open();
      await store.create("text", {
        contentType: "Text/Plain",
        data: ["a", "b"],
        retention: { maxMessages: 5 },
      });
      await store.create("json", { contentType: "application/json", data: [{ n: 1 }, [2]], closed: true });
      const before = [await store.list(), await store.read("text"), await store.read("json")];
      const again = await reopen(store);
      expect([await again.list(), await again.read("text"), await again.read("json")]).toEqual(before);
      const { offset } = await again.append("text", "c");
      expect(offset > (before[1] as { tailOffset: string }).tailOffset).toBe(true);
      expect(await readTexts(again, "text")).toEqual(["a", "b", "c"]);
      await expectCode(again.append("json", [3]), "CLOSED");
      expect(
        (await again.create("text", { contentType: "text/plain", retention: { maxMessages: 5 } })).created,
      ).toBe(false);
      await expectCode(again.create("text"), "EXISTS");
    });

    test("holds exactly the appends that were acknowledged while it closed", async () => {
      const store = await host.open();
      await store.create("a");
      const appends = numbered(100).map((text) => store.append("a", text));
      const again = await reopen(store);
      const settled = await Promise.allSettled(appends);
      const accepted = settled.filter((outcome) => outcome.status === "fulfilled").length;
      expect(await readTexts(again, "a")).toEqual(numbered(accepted));
    });

    test("remembers the last seq", async () => {
      const store = await host.open();
      await store.create("a");
      await store.append("a", "one", { seq: "0002" });
      const again = await reopen(store);
      await expectCode(again.append("a", "x", { seq: "0002" }), "SEQ_CONFLICT");
      await again.append("a", "two", { seq: "0003" });
      expect(await readTexts(again, "a")).toEqual(["one", "two"]);
    });

    test("remembers producers, their epochs and the append that closed the stream", async () => {
      const store = await host.open();
      for (const path of ["a", "closed"]) {
        await store.create(path);
        await store.append(path, "0", { producer: { id: "p", epoch: 2, seq: 0 } });
        await store.append(path, "1", { producer: { id: "p", epoch: 2, seq: 1 }, close: path === "closed" });
      }
      const again = await reopen(store);
      for (const path of ["a", "closed"]) {
        expect(await again.append(path, "1", { producer: { id: "p", epoch: 2, seq: 1 } })).toMatchObject({
          duplicate: true,
        });
      }
      await expectCode(
        again.append("a", "x", { producer: { id: "p", epoch: 1, seq: 2 } }),
        "PRODUCER_FENCED",
        { epoch: 2 },
      );
      await expectCode(again.append("a", "x", { producer: { id: "p", epoch: 2, seq: 5 } }), "PRODUCER_GAP", {
        expectedSeq: 2,
        receivedSeq: 5,
      });
      await again.append("a", "2", { producer: { id: "p", epoch: 2, seq: 2 } });
      expect(await readTexts(again, "a")).toEqual(numbered(3));
    });

    test("never reuses the offsets of a deleted stream", async () => {
      const store = await host.open();
      const { tailOffset } = await store.create("a", { data: "old" });
      await store.delete("a");
      const again = await reopen(store);
      await again.create("a", { data: ["new", "newer"] });
      await expectCode(again.read("a", { offset: tailOffset }), "GONE");
      expect((await again.head("a")).startOffset > tailOffset).toBe(true);
    });

    test("does not bring back deleted or dropped messages", async () => {
      const store = await host.open();
      await store.create("deleted", { data: numbered(1000) });
      await store.create("kept", { retention: { maxMessages: 2 }, data: numbered(1000) });
      const { startOffset } = await store.head("kept");
      await store.append("kept", "1000");
      await store.delete("deleted");
      const again = await reopen(store);
      await expectCode(again.head("deleted"), "NOT_FOUND");
      expect(await readTexts(again, "kept")).toEqual(["999", "1000"]);
      const { startOffset: earliestOffset } = await again.head("kept");
      await expectCode(again.read("kept", { offset: startOffset }), "GONE", { earliestOffset });
      await again.create("deleted", { data: "new" });
      expect(await readTexts(again, "deleted")).toEqual(["new"]);
    });

    test("can be subscribed to from an earlier offset", async () => {
      const store = await host.open();
      const { tailOffset } = await store.create("a", { data: "old" });
      const again = await reopen(store);
      const received = drain(again.subscribe("a", { offset: tailOffset }));
      await again.append("a", ["new", "newer"], { close: true });
      expect(await received).toEqual(["new", "newer"]);
    });

    test("keeps large and odd messages byte for byte", async () => {
      const store = await host.open();
      const large = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 31) ^ (i >> 8));
      await store.create("a", { data: [large, "\0", "\ufeff"] });
      const again = await reopen(store);
      const [first, ...rest] = (await readAll(again, "a")) as Uint8Array[];
      expect(Buffer.compare(first!, large)).toBe(0);
      expect(rest.map((data) => [...data])).toEqual([[0], [0xef, 0xbb, 0xbf]]);
    });
  });

  describe("deadlines survive closing", () => {
    test("exactly when they are absolute", async () => {
      const { streams: store, clock } = await openWithClock(host, { cleanupIntervalMs: 0 });
      await store.create("a", { expiresAt: new Date(clock.ms + 5000), data: "x" });
      clock.ms += 4999;
      const again = await reopen(store, { now: clock.now, cleanupIntervalMs: 0 });
      expect(await readTexts(again, "a")).toEqual(["x"]);
      clock.ms += 1;
      await expectCode(again.head("a"), "NOT_FOUND");
    });

    test("when they pass while the store is closed", async () => {
      const clock = testClock();
      const store = await openWithTtl(host, clock.now);
      clock.ms += 10_000;
      const again = await reopen(store, { now: clock.now, cleanupIntervalMs: 0 });
      await expectCode(again.read("a"), "NOT_FOUND");
      expect((await again.list()).streams).toEqual([]);
      expect(await again.create("a")).toMatchObject({ created: true, messageCount: 0 });
    });

    test("as extended by reads", async () => {
      const clock = testClock();
      const store = await openWithTtl(host, clock.now);
      clock.ms += 9999;
      await store.read("a");
      const { deadline } = await store.head("a");
      const again = await reopen(store, { now: clock.now, cleanupIntervalMs: 0 });
      expect((await again.head("a")).deadline).toEqual(deadline);
      clock.ms += 9999;
      expect((await again.head("a")).messageCount).toBe(1);
      clock.ms += 1;
      await expectCode(again.head("a"), "NOT_FOUND");
    });
  });
}

async function openWithTtl(host: StoreHost, now: () => number): Promise<StreamStoreApi> {
  const store = await host.open({ now, cleanupIntervalMs: 0 });
  await store.create("a", { ttlSeconds: 10, data: "x" });
  return store;
}

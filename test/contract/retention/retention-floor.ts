import { describe, expect, test } from "vitest";
import { formatOffset, parseOffset } from "../../../src/protocol/offset.ts";
import type { StreamStoreApi } from "../../../src/store/index.ts";
import { expectCode } from "../../support/expect-code.ts";
import { openWithStream, type StoreHost } from "../../support/host.ts";
import { drain, nextTexts, numbered, pageTexts, readTexts } from "../../support/reading.ts";

export function retentionFloorContract(host: StoreHost): void {
  describe("the floor of a stream with retention", () => {
    test("only rises, and counts and offsets follow it", async () => {
      const store = await openKeeping(host, 3);
      let floor = "";
      for (let i = 1; i <= 10; i++) {
        await store.append("a", "x".repeat(i));
        const info = await store.head("a");
        const kept = Math.min(i, 3);
        expect(info.startOffset >= floor).toBe(true);
        expect(parseOffset(info.tailOffset).position).toBe(i);
        expect(parseOffset(info.startOffset).position).toBe(i - kept);
        expect(info).toMatchObject({
          messageCount: kept,
          byteCount: kept === 3 ? 3 * i - 3 : (i * (i + 1)) / 2,
        });
        floor = info.startOffset;
      }
    });

    test('is where "-1" starts, and the earliest readable offset', async () => {
      const store = await openKeeping(host, 3);
      await store.append("a", numbered(10));
      const { startOffset } = await store.head("a");
      expect(pageTexts(await store.read("a", { offset: "-1" }))).toEqual(["7", "8", "9"]);
      expect(pageTexts(await store.read("a", { offset: startOffset }))).toEqual(["7", "8", "9"]);
    });

    test("makes every offset below it GONE, with the offset where the stream now starts", async () => {
      const store = await openKeeping(host, 3);
      await store.append("a", numbered(10));
      const { startOffset } = await store.head("a");
      const { streamId, position } = parseOffset(startOffset);
      for (let below = 0; below < position; below++) {
        const offset = formatOffset(streamId, below);
        await expectCode(store.read("a", { offset }), "GONE", { earliestOffset: startOffset });
        await expectCode(drain(store.subscribe("a", { offset })), "GONE", { earliestOffset: startOffset });
      }
    });

    test("ends a subscription that it overtakes with GONE, and never skips messages", async () => {
      const store = await openKeeping(host, 3);
      await store.append("a", numbered(3));
      const reader = store.subscribe("a", { limitMessages: 1 })[Symbol.asyncIterator]();
      expect(await nextTexts(reader)).toEqual(["0"]);
      await store.append("a", numbered(3, 3));
      await expectCode(reader.next(), "GONE", { earliestOffset: (await store.head("a")).startOffset });
      expect((await store.stats()).subscriptions).toBe(0);
    });

    test("does not end a subscription that keeps up", async () => {
      const store = await openKeeping(host, 3);
      const reader = store.subscribe("a")[Symbol.asyncIterator]();
      const received: string[] = [];
      for (const text of numbered(20)) {
        const next = nextTexts(reader);
        await store.append("a", text);
        received.push(...(await next));
      }
      await store.closeStream("a");
      expect(await reader.next()).toMatchObject({ done: true });
      expect(received).toEqual(numbered(20));
    });
  });

  test("the store does not grow with the messages that it has dropped", async () => {
    const store = await host.open();
    await store.create("a", { retention: { maxMessages: 10 } });
    const batch = Array.from({ length: 100 }, () => "x".repeat(1000));
    for (let i = 0; i < 60; i++) await store.append("a", batch);
    await store.compact();
    expect(await readTexts(store, "a")).toHaveLength(10);
    const { fileBytes, walBytes } = await store.stats();
    expect(fileBytes + walBytes).toBeLessThan(1_000_000);
  });
}

function openKeeping(host: StoreHost, maxMessages: number): Promise<StreamStoreApi> {
  return openWithStream(host, { retention: { maxMessages } });
}

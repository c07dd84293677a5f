import { describe, expect, test } from "vitest";
import { formatOffset } from "../../src/protocol/offset.ts";
import { testClock } from "../support/clock.ts";
import { expectCode } from "../support/expect-code.ts";
import { numbered } from "../support/reading.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { openInspection } from "./open-inspection.ts";

describe("seekTime", () => {
  test("finds the first message at a time or later", async () => {
    const { clock, streams, inspection, times, id } = await openIrregular();
    const { messages } = await streams.read("a", { limitMessages: 10_000 });
    expect(messages).toHaveLength(times.length);
    for (const time of [...times.slice(0, 300), times[0]! - 1, 0, clock.ms + 1e9, times[7]! + 0.5]) {
      const first = times.findIndex((appended) => appended >= time);
      const { offset } = await inspection.seekTime("a", time);
      expect(offset).toBe(formatOffset(id, first === -1 ? times.length : first));
    }
  });

  test("starts at the floor, and finds messages of a fork's source", async () => {
    const clock = testClock();
    const { streams, inspection } = await openInspection({ inMemory: true, now: clock.now });
    const source = await streams.create("source", { retention: { maxMessages: 3 } });
    const start = clock.ms;
    for (let i = 0; i < 6; i++) {
      await streams.append("source", "x");
      clock.ms += 10;
    }
    const fork = await streams.create("fork", { fork: { path: "source" }, data: "x" });
    expect(await inspection.seekTime("source", 0)).toEqual({ offset: formatOffset(source.id, 3) });
    expect(await inspection.seekTime("fork", start + 41)).toEqual({ offset: formatOffset(source.id, 5) });
    expect(await inspection.seekTime("fork", clock.ms + 1)).toEqual({ offset: formatOffset(fork.id, 7) });
    await expectCode(inspection.seekTime("fork", NaN), "BAD_REQUEST");
    await expectCode(inspection.seekTime("fork", "0" as never), "BAD_REQUEST");
    await expectCode(inspection.seekTime("none", 0), "NOT_FOUND");
  });
});

describe("timeline", () => {
  test("counts messages and bytes of each bucket", async () => {
    const { streams, inspection, times, id } = await openIrregular();
    const sizes = (await streams.read("a", { limitMessages: 10_000 })).messages.map(
      ({ data }) => (data as Uint8Array).length,
    );
    for (const buckets of [1, 7, 200]) {
      const { from, to, buckets: found, bytesEstimated } = await inspection.timeline("a", { buckets });
      expect([from, to, bytesEstimated]).toEqual([times[0], times[times.length - 1]! + 1, false]);
      expect(found).toHaveLength(buckets);
      for (const [i, bucket] of found.entries()) {
        const end = found[i + 1]?.start ?? to;
        const within = times.flatMap((time, n) => (time >= bucket.start && time < end ? [n] : []));
        const bytes = within.reduce((sum, n) => sum + sizes[n]!, 0);
        const first = times.findIndex((time) => time >= bucket.start);
        const offset = formatOffset(id, first);
        expect(bucket).toEqual({ start: bucket.start, messages: within.length, bytes, offset });
      }
    }
  });

  test("covers a given time range, even before and after the messages", async () => {
    const { inspection, times, id } = await openIrregular();
    const from = times[100]!;
    const part = await inspection.timeline("a", { from, to: times[200]! + 1, buckets: 10 });
    const within = times.filter((time) => time >= from && time <= times[200]!);
    expect(part.buckets.reduce((sum, { messages }) => sum + messages, 0)).toBe(within.length);
    const before = await inspection.timeline("a", { from: 0, to: 1000, buckets: 2 });
    expect(before.buckets).toEqual([
      { start: 0, messages: 0, bytes: 0, offset: formatOffset(id, 0) },
      { start: 500, messages: 0, bytes: 0, offset: formatOffset(id, 0) },
    ]);
    // No bucket is shorter than a millisecond.
    expect((await inspection.timeline("a", { from: 0, to: 3, buckets: 10 })).buckets).toHaveLength(3);
  });

  test("has empty buckets for a stream without messages", async () => {
    const { streams, inspection } = await openInspection();
    await streams.create("a");
    const { buckets } = await inspection.timeline("a");
    expect(buckets).toMatchObject([{ messages: 0, bytes: 0 }]);
    await expectCode(inspection.timeline("a", { from: 5, to: 5 }), "BAD_REQUEST");
    await expectCode(inspection.timeline("a", { buckets: 1001 }), "BAD_REQUEST");
    await expectCode(inspection.timeline("b"), "NOT_FOUND");
  });
});

/** A stream with appends of various sizes at irregular times. */
async function openIrregular() {
  const clock = testClock();
  const random = seededRandom(7);
  const opened = await openInspection({ inMemory: true, now: clock.now });
  const { id } = await opened.streams.create("a");
  const times: number[] = [];
  for (let i = 0; i < 200; i++) {
    const count = 1 + random.below(8);
    await opened.streams.append(
      "a",
      numbered(count).map((text) => text.repeat(1 + random.below(20))),
    );
    times.push(...Array<number>(count).fill(clock.ms));
    clock.ms += random.below(4) === 0 ? random.below(10_000) : random.below(3);
  }
  return { ...opened, clock, times, id };
}

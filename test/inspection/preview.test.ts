import { expect, test } from "vitest";
import { formatOffset, parseOffset } from "../../src/protocol/offset.ts";
import { unpackPreview, type PreviewPage } from "../../src/protocol/inspection/preview.ts";
import { testClock } from "../support/clock.ts";
import { expectCode } from "../support/expect-code.ts";
import { asText, numbered } from "../support/reading.ts";
import { openInspection } from "./open-inspection.ts";

test("gives the head, size, time and offset of each message", async () => {
  const clock = testClock();
  const { streams, inspection } = await openInspection({ inMemory: true, now: clock.now });
  await streams.create("a", { data: ["short", "longer than ten"] });
  clock.ms += 5;
  const { offset } = await streams.append("a", ".");
  const page = await inspection.preview("a", { headBytes: 10 });
  const rows = unpackPreview(page);
  expect(rows.map(({ head, byteLength, appendedAt }) => [asText(head), byteLength, appendedAt])).toEqual([
    ["short", 5, clock.ms - 5],
    ["longer tha", 15, clock.ms - 5],
    [".", 1, clock.ms],
  ]);
  expect(rows.map((row) => row.offset)).toEqual(
    (await streams.read("a")).messages.map((message) => message.offset),
  );
  expect(page).toMatchObject({ nextOffset: offset, tailOffset: offset, closed: false, json: false });
});

test("pages forward by nextOffset, and backward by positions", async () => {
  const { streams, inspection } = await openInspection();
  const { id } = await streams.create("a", { data: numbered(1000), retention: { maxMessages: 990 } });
  const first = await inspection.preview("a", { limitMessages: 300 });
  expect(textsOf(first)).toEqual(numbered(300, 10));
  const second = await inspection.preview("a", { limitMessages: 300, offset: first.nextOffset });
  expect(textsOf(second)).toEqual(numbered(300, 310));
  const before = formatOffset(id, second.position - 100);
  expect(textsOf(await inspection.preview("a", { limitMessages: 100, offset: before }))).toEqual(
    numbered(100, 210),
  );
  expect(parseOffset(first.startOffset).position).toBe(10);
  await expectCode(inspection.preview("a", { offset: formatOffset(id, 9) }), "GONE");
  expect(textsOf(await inspection.preview("a", { offset: "now" }))).toEqual([]);
});

test("accepts offsets with a fork's own id, even for inherited positions", async () => {
  const { streams, inspection } = await openInspection();
  await streams.create("source", { data: numbered(10) });
  const { id } = await streams.create("fork", { fork: { path: "source" }, data: ["x", "y"] });
  await streams.append("source", "not in the fork");
  const page = await inspection.preview("fork", { offset: formatOffset(id, 8) });
  expect(textsOf(page)).toEqual(["8", "9", "x", "y"]);
  expect(unpackPreview(page)[0]!.offset).toBe(formatOffset(id, 9));
  for (const { offset } of unpackPreview(page)) await streams.read("fork", { offset });
});

test("cuts huge messages", async () => {
  const { streams, inspection } = await openInspection();
  await streams.create("a");
  for (let i = 0; i < 6; i++) await streams.append("a", new Uint8Array(10 * 1024 * 1024).fill(65 + i));
  await streams.append("a", numbered(3));
  const page = await inspection.preview("a", { headBytes: 4 });
  expect(textsOf(page)).toEqual(["AAAA", "BBBB", "CCCC", "DDDD", "EEEE", "FFFF", "0", "1", "2"]);
  expect([...page.byteLengths]).toEqual([...Array<number>(6).fill(10 * 1024 * 1024), 1, 1, 1]);
});

test("limits the size of a page", async () => {
  const { streams, inspection } = await openInspection();
  await streams.create("a", { data: Array.from({ length: 9000 }, () => "x".repeat(300)) });
  const many = await inspection.preview("a", { limitMessages: 1_000_000_000, headBytes: 1 });
  expect(many.byteLengths).toHaveLength(2000);
  const large = await inspection.preview("a", { limitMessages: 1_000_000_000, headBytes: 1_000_000_000 });
  expect(large.byteLengths).toHaveLength(16);
  expect(large.heads).toHaveLength(16 * 300);
  await expectCode(inspection.preview("a", { limitMessages: 0 }), "BAD_REQUEST");
  await expectCode(inspection.preview("a", { offset: "x" }), "BAD_REQUEST");
  await expectCode(inspection.preview("b"), "NOT_FOUND");
});

test("does not restart a TTL", async () => {
  const clock = testClock();
  const { streams, inspection } = await openInspection({
    inMemory: true,
    now: clock.now,
    cleanupIntervalMs: 0,
  });
  await streams.create("a", { ttlSeconds: 10, data: "x" });
  clock.ms += 9000;
  expect(textsOf(await inspection.preview("a"))).toEqual(["x"]);
  await inspection.browse();
  await inspection.timeline("a");
  clock.ms += 1000;
  await expectCode(inspection.preview("a"), "NOT_FOUND");
});

function textsOf(page: PreviewPage): string[] {
  return unpackPreview(page).map((row) => asText(row.head));
}

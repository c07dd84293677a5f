import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BrowsePage } from "../../../src/protocol/inspection/browse.ts";
import type { SearchProgress } from "../../../src/protocol/inspection/search.ts";
import { formatOffset, parseOffset } from "../../../src/protocol/offset.ts";
import { unpackPreview } from "../../../src/protocol/inspection/preview.ts";
import { openStreamStore, type StreamInfo, type StreamStore } from "../../../src/store/index.ts";
import { buildLargeStore, longStream } from "../../inspector/speed/large-store.ts";
import { asText } from "../../support/reading.ts";

const messages = 1_200_000;
const streams = 100_000;
let directory: string;
let store: StreamStore;
let long: StreamInfo;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "streams-many-"));
  await buildLargeStore(directory, { messages, streams });
  store = openStreamStore({ directory });
  long = await store.head(longStream);
}, 300_000);

afterAll(async () => {
  await store?.close();
  await rm(directory, { recursive: true, force: true });
});

describe(`${streams} streams`, () => {
  test("are all listed by path, forward and backward", async () => {
    const all = await allPaths({});
    expect(all).toHaveLength(streams);
    expect(new Set(all).size).toBe(streams);
    expect(all).toEqual(all.toSorted());
    expect(await allPaths({ descending: true })).toEqual(all.toReversed());
  });

  test("are counted in the tree", async () => {
    const { rows } = await store.inspection.browse({ folder: "" });
    const counts = rows.map((row) => (row.kind === "folder" ? row.streams : 1));
    expect(rows).toHaveLength(6);
    expect(counts.reduce((sum, count) => sum + count)).toBe(streams);
  });

  test("are sorted in small turns, and any part of the list can be read", async () => {
    const byBytes = { orderBy: "bytes", descending: true, limit: 500 } as const;
    const { value: first, turns } = await inTurns(() => store.inspection.browse(byBytes));
    // A turn reads 500 streams, or sorts or merges 4,096.
    expect(turns).toBeGreaterThanOrEqual(streams / 500 + 6 * Math.floor(streams / 4096));
    expect(first.total).toBe(streams);
    expect(first.rows[0]).toMatchObject({ info: { path: longStream, messageCount: messages } });
    const middle = await store.inspection.browse({ ...byBytes, skip: 60_000 });
    const sizes = [...first.rows, ...middle.rows].map((row) =>
      row.kind === "stream" ? row.info.byteCount : NaN,
    );
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    const end = await store.inspection.browse({ ...byBytes, skip: streams - 2 });
    expect(end.rows).toHaveLength(2);
    expect(end.next).toBeUndefined();
  });

  test("are searched in small turns", async () => {
    await store.inspection.browse({ skip: 0 });
    const { value: found, turns } = await inTurns(() => store.inspection.browse({ search: "/0123" }));
    expect(found.total).toBe(100);
    expect(turns).toBeGreaterThanOrEqual(streams / 5000);
  });

  test("are all part of the space map", async () => {
    const map = await store.inspection.spaceMap({ limit: 10 });
    const rest = map.rest.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(map.largest.reduce((sum, { bytes }) => sum + bytes, rest)).toBe(map.totalBytes);
    expect(map.rest.reduce((sum, folder) => sum + folder.streams, map.largest.length)).toBe(streams);
  });
});

describe(`${messages} messages`, () => {
  test("can be previewed at any position", async () => {
    for (const position of [0, 1, 65_535, 123_456, 999_999, messages - 3]) {
      const offset = formatOffset(long.id, position);
      const rows = unpackPreview(await store.inspection.preview(longStream, { offset, limitMessages: 3 }));
      expect(rows.map((row) => (JSON.parse(asText(row.head)) as { n: number }).n)).toEqual([
        position,
        position + 1,
        position + 2,
      ]);
    }
  });

  test("are found by time", async () => {
    const offset = formatOffset(long.id, 777_777);
    const { appendedAt } = await store.inspection.preview(longStream, { offset, limitMessages: 1 });
    const found = await store.inspection.seekTime(longStream, appendedAt[0]!);
    // Ten thousand messages share each time.
    expect(parseOffset(found.offset).position).toBe(770_000);
  });

  test("are counted by the timeline in small turns, with their bytes within 2 percent", async () => {
    const { value: timeline, turns } = await inTurns(() => store.inspection.timeline(longStream));
    expect(timeline.buckets).toHaveLength(200);
    expect(timeline.buckets.reduce((sum, bucket) => sum + bucket.messages, 0)).toBe(messages);
    expect(timeline.bytesEstimated).toBe(true);
    const bytes = timeline.buckets.reduce((sum, bucket) => sum + bucket.bytes, 0);
    expect(bytes / long.byteCount).toBeGreaterThan(0.98);
    expect(bytes / long.byteCount).toBeLessThan(1.02);
    // A turn finds the edges of four buckets, and another one their bytes.
    expect(turns).toBeGreaterThanOrEqual(2 * (200 / 4) - 2);
  });

  test("are searched with progress, in small turns", async () => {
    const text = `"n":${messages - 1},`;
    const { value: progress, turns } = await inTurns(async () => {
      const all: SearchProgress[] = [];
      for await (const value of store.inspection.search(longStream, { text })) all.push(value);
      return all;
    });
    expect(progress.flatMap(({ matches }) => matches)).toMatchObject([
      { offset: formatOffset(long.id, messages) },
    ]);
    expect(progress.at(-1)).toMatchObject({ scanned: messages, total: messages, done: true });
    const scanned = progress.map((value) => value.scanned);
    expect(scanned).toEqual(scanned.toSorted((a, b) => a - b));
    expect(turns).toBeGreaterThanOrEqual(messages / 2000);
  });
});

test("verify finds no problems in the store", async () => {
  const problems: unknown[] = [];
  for await (const progress of store.verify()) problems.push(...progress.problems);
  expect(problems).toEqual([]);
});

async function allPaths(options: { readonly descending?: boolean }): Promise<string[]> {
  const paths: string[] = [];
  let page: BrowsePage | undefined;
  do {
    const after = page?.next;
    page = await store.inspection.browse({ ...options, limit: 500, ...(after !== undefined && { after }) });
    for (const row of page.rows) if (row.kind === "stream") paths.push(row.info.path);
  } while (page.next !== undefined);
  return paths;
}

/** Counts the turns of the event loop until a result is there. */
async function inTurns<T>(run: () => Promise<T>): Promise<{ value: T; turns: number }> {
  let isDone = false;
  let turns = 0;
  const value = run().finally(() => (isDone = true));
  while (!isDone) {
    await nextTurn();
    turns++;
  }
  return { value: await value, turns };
}

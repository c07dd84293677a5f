import { firstValueFrom, lastValueFrom, toArray } from "rxjs";
import { describe, expect, test } from "vitest";
import { formatOffset } from "../../src/protocol/offset.ts";
import { openStreamStore } from "../../src/store/index.ts";
import { testClock } from "../support/clock.ts";
import { expectCode } from "../support/expect-code.ts";
import { numbered } from "../support/reading.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { inspect, openInspection } from "./open-inspection.ts";

test("the lifeline has the first and last append, dropped messages and forks", async () => {
  const clock = testClock();
  const { streams, inspection } = await openInspection({ inMemory: true, now: clock.now });
  const start = clock.ms;
  const { id } = await streams.create("a", { retention: { maxMessages: 3 } });
  for (let i = 0; i < 5; i++) {
    clock.ms += 10;
    await streams.append("a", String(i));
  }
  clock.ms += 10;
  const fork = await streams.create("b", { fork: { path: "a", offset: formatOffset(id, 4) } });
  await streams.create("gone", { fork: { path: "a" } });
  await streams.delete("gone");
  expect(await inspection.lifeline("a")).toEqual({
    info: await streams.head("a"),
    droppedMessages: 2,
    firstAppendAt: start + 30,
    lastAppendAt: start + 50,
    forks: [{ path: "b", createdAt: start + 60, offset: formatOffset(id, 4) }],
  });
  expect(await inspection.lifeline("b")).toMatchObject({
    info: { id: fork.id },
    forkedAtAppend: start + 40,
    lastAppendAt: start + 40,
    forks: [],
  });
  await streams.create("empty");
  expect(await inspection.lifeline("empty")).toEqual({
    info: await streams.head("empty"),
    droppedMessages: 0,
    forks: [],
  });
  await expectCode(inspection.lifeline("none"), "NOT_FOUND");
});

test("the space map has the largest streams, and all others by folder", async () => {
  const { streams, inspection } = await openInspection();
  for (const [path, bytes] of Object.entries({ "a/1": 10, "a/2/3": 20, "b/1": 30, c: 5, d: 6, "e/1": 1 }))
    await streams.create(path, { data: "x".repeat(bytes) });
  await streams.create("b/fork", { fork: { path: "b/1" } });
  expect(await inspection.spaceMap({ limit: 2 })).toEqual({
    totalBytes: 102,
    streams: 7,
    largest: [
      { path: "b/1", bytes: 30, messages: 1, isFork: false },
      { path: "b/fork", bytes: 30, messages: 1, isFork: true },
    ],
    rest: [
      { folder: "a", bytes: 30, streams: 2 },
      { folder: "", bytes: 11, streams: 2 },
      { folder: "e", bytes: 1, streams: 1 },
    ],
  });
});

describe("the health report", () => {
  test("has the file, the last cleanup and compaction, and the windows", async () => {
    const clock = testClock();
    const directory = await temporaryDirectory();
    const options = {
      directory,
      now: clock.now,
      cleanupIntervalMs: 0,
      expiryGraceMs: 0,
      compactIntervalMs: 0,
    };
    const { store, streams, inspection } = await openInspection(options, { label: "the inspector" });
    const other = await inspect(store, { label: "another" });
    // Operations are measured from the first use of the inspection on.
    await firstValueFrom(inspection.health$);
    const pages = other.streams.subscribe("a");
    await streams.create("a", { data: "x" });
    await pages.next();
    await streams.create("large", {
      ttlSeconds: 1,
      data: Array.from({ length: 50 }, () => new Uint8Array(100_000)),
    });
    const before = await firstValueFrom(inspection.health$);
    expect(before).toMatchObject({ readOnly: false, streams: 2, pageBytes: 4096, subscriptions: 1 });
    expect(before.lastCleanup).toBeUndefined();
    expect(before.lastCompaction).toBeUndefined();
    expect(before.windows).toEqual([
      { label: "the inspector", cursors: 1, calls: 0 },
      { label: "another", cursors: 1, calls: 0 },
    ]);
    expect(before.slowest.map(({ operation }) => operation)).toContain("create");
    expect(JSON.stringify(before.slowest)).not.toContain("xxx");

    clock.ms += 1000;
    const cleanup = await inspection.cleanUp();
    expect(cleanup).toMatchObject({ at: clock.ms, removedStreams: 1 });
    const compaction = await inspection.compact();
    expect(compaction.freedBytes).toBeGreaterThan(4_900_000);
    const after = await firstValueFrom(inspection.health$);
    expect(after).toMatchObject({ streams: 1, lastCleanup: cleanup, lastCompaction: compaction });
    expect(after.fileBytes).toBeLessThan(before.fileBytes);
    await pages.return();
  });

  test("drops windows that are closed", async () => {
    const { store, inspection } = await openInspection();
    const other = await inspect(store, { label: "another" });
    expect((await firstValueFrom(inspection.health$)).windows).toHaveLength(2);
    other.streams.close();
    await expect.poll(() => firstValueFrom(inspection.health$).then(({ windows }) => windows.length)).toBe(1);
  });
});

test("verify reports progress and ends", async () => {
  const { streams, inspection } = await openInspection();
  await streams.create("a", { data: numbered(20_000) });
  const progress = await lastValueFrom(inspection.verify$().pipe(toArray()));
  expect(progress.at(-1)).toMatchObject({ problems: [], done: true });
});

describe("an inspection beside another process's writer", () => {
  test("sees what the writer writes, and can change nothing", async () => {
    const directory = await temporaryDirectory();
    const writer = openStreamStore({ directory });
    await writer.create("dir/a", { data: numbered(100) });
    await writer.create("b", { contentType: "application/json", data: [{ n: 1 }] });
    const { inspection, store } = await openInspection({ directory, readOnly: true });
    const own = (await inspect(writer)).inspection;
    expect(await inspection.preview("dir/a")).toEqual(await own.preview("dir/a"));
    for (const options of [{}, { orderBy: "bytes" }, { folder: "" }, { search: "A" }] as const)
      expect(await inspection.browse(options)).toEqual(await own.browse(options));
    expect(await inspection.timeline("dir/a")).toEqual(await own.timeline("dir/a"));
    expect(await inspection.lifeline("dir/a")).toEqual(await own.lifeline("dir/a"));
    expect(await inspection.spaceMap()).toEqual(await own.spaceMap());
    const found = await lastValueFrom(inspection.search$("b", { jsonPath: "$.n" }));
    expect(found).toMatchObject({ matches: [{ byteLength: 7 }], done: true });
    expect(await firstValueFrom(inspection.health$)).toMatchObject({ readOnly: true, streams: 2 });
    expect(await lastValueFrom(inspection.verify$())).toMatchObject({ problems: [], done: true });
    await writer.append("dir/a", "100");
    expect((await inspection.preview("dir/a")).byteLengths).toHaveLength(101);
    expect(await inspection.browse({ prefix: "dir" })).toMatchObject({
      rows: [{ info: { messageCount: 101 } }],
    });
    await expectCode(inspection.cleanUp(), "STORE_READ_ONLY");
    await expectCode(inspection.compact(), "STORE_READ_ONLY");
    await store.close();
    await writer.close();
  });
});

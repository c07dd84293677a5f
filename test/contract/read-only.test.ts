import { describe, expect, test } from "vitest";
import { openStreamStore, type StoreOptions, type StreamStore } from "../../src/store/index.ts";
import { testClock } from "../support/clock.ts";
import { expectCode } from "../support/expect-code.ts";
import { openTestStore } from "../support/open-store.ts";
import { drain, numbered, readTexts, takeTexts } from "../support/reading.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const writes: [name: string, run: (store: StreamStore) => Promise<unknown>][] = [
  ["create", (store) => store.create("b")],
  ["create an existing stream", (store) => store.create("a")],
  ["ensure", (store) => store.ensure("a")],
  ["append", (store) => store.append("a", "x")],
  ["closeStream", (store) => store.closeStream("a")],
  ["delete", (store) => store.delete("a")],
  ["touch", (store) => store.touch("a")],
  ["setRetention", (store) => store.setRetention("a", { maxMessages: 1 })],
  ["compact", (store) => store.compact()],
];

describe("a read-only opener beside the writer", () => {
  test("reads what the writer wrote before and writes later", async () => {
    const { writer, reader } = await openBoth();
    expect(await readTexts(reader, "a")).toEqual(["0"]);
    await writer.append("a", "1");
    expect(await readTexts(reader, "a")).toEqual(["0", "1"]);
    await writer.create("b", { contentType: "application/json", data: [{ n: 1 }] });
    expect(await reader.list()).toEqual(await writer.list());
    expect(await reader.head("b")).toEqual(await writer.head("b"));
    await writer.delete("a");
    await expectCode(reader.read("a"), "NOT_FOUND");
  });

  test.each(writes)("may not %s", async (_name, run) => {
    const { writer, reader } = await openBoth();
    await expectCode(run(reader), "STORE_READ_ONLY");
    expect((await writer.list()).streams).toHaveLength(1);
    expect(await writer.head("a")).toMatchObject({ messageCount: 1, closed: false });
  });

  test("follows the writer live, to the end of the stream", async () => {
    const { writer, reader } = await openBoth();
    const received = drain(reader.subscribe("a"));
    await takeTexts(reader.subscribe("a"), 1);
    for (let i = 1; i < 100; i += 11) await writer.append("a", numbered(11, i));
    await writer.closeStream("a");
    expect(await received).toEqual(numbered(100));
    expect(reader.stats().subscriptions).toBe(0);
  });

  test("learns live that the writer has deleted the stream", async () => {
    const { writer, reader } = await openBoth();
    const received = drain(reader.subscribe("a"));
    await takeTexts(reader.subscribe("a"), 1);
    const outcome = expectCode(received, "NOT_FOUND");
    await writer.delete("a");
    await outcome;
  });

  test("sees the writer's floors and deadlines and moves none", async () => {
    const clock = testClock();
    const options = { now: clock.now, cleanupIntervalMs: 0 };
    const { writer, reader } = await openBoth(options);
    await writer.create("kept", { retention: { maxMessages: 2 }, data: numbered(3) });
    await writer.create("ttl", { ttlSeconds: 10, data: "x" });
    await writer.create("absolute", { expiresAt: new Date(clock.ms + 10_000), data: "x" });
    const { startOffset } = await reader.head("kept");
    await writer.append("kept", "3");
    await expectCode(reader.read("kept", { offset: startOffset }), "GONE");
    clock.ms += 9999;
    expect(await readTexts(reader, "ttl")).toEqual(["x"]);
    expect(await readTexts(reader, "absolute")).toEqual(["x"]);
    clock.ms += 1;
    for (const path of ["ttl", "absolute"]) {
      await expectCode(reader.read(path), "NOT_FOUND");
      await expectCode(writer.head(path), "NOT_FOUND");
    }
  });

  test("may be one of several, open before the writer and outlive it", async () => {
    const directory = await temporaryDirectory();
    const first = open(directory);
    await first.create("a", { data: "0" });
    await first.close();
    const readers = [open(directory, { readOnly: true }), open(directory, { readOnly: true })];
    const writer = open(directory);
    await writer.append("a", "1");
    for (const reader of readers) expect(await readTexts(reader, "a")).toEqual(["0", "1"]);
    await writer.close();
    for (const reader of readers) expect(await readTexts(reader, "a")).toEqual(["0", "1"]);
  });

  test("is refused with NOT_FOUND in a directory without a store", async () => {
    const directory = await temporaryDirectory();
    await expectCode((async () => openStreamStore({ directory, readOnly: true }))(), "NOT_FOUND");
  });
});

async function openBoth(options?: StoreOptions): Promise<{ writer: StreamStore; reader: StreamStore }> {
  const directory = await temporaryDirectory();
  const writer = open(directory, options);
  await writer.create("a", { data: "0" });
  return { writer, reader: open(directory, { ...options, readOnly: true }) };
}

function open(directory: string, options?: StoreOptions): StreamStore {
  return openTestStore({ directory, ...options });
}

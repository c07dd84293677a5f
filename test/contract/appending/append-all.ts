import { describe, expect, test } from "vitest";
import type { AppendEntry } from "../../../src/protocol/stream.ts";
import { expectCode } from "../../support/expect-code.ts";
import { openWithStream, type Streams, type StreamsHost } from "../../support/host.ts";
import { readAll, readTexts } from "../../support/reading.ts";

export function appendAllContract(host: StreamsHost): void {
  describe("appendAll", () => {
    test("appends to each stream, and resolves to a result for each append, in order", async () => {
      const streams = await openThree(host);
      const results = await streams.appendAll([
        { path: "b", data: ["one", "two"] },
        { path: "json", data: [{ n: 1 }, new Uint8Array([0x32])] },
        { path: "a", data: new Uint8Array([0x78]), options: { seq: "1" } },
        { path: "b", data: [], options: { close: true } },
      ]);
      const tailOf = async (path: string) => (await streams.head(path)).tailOffset;
      expect(results).toEqual([
        { offset: await tailOf("b"), duplicate: false, closed: false },
        { offset: await tailOf("json"), duplicate: false, closed: false },
        { offset: await tailOf("a"), duplicate: false, closed: false },
        { offset: await tailOf("b"), duplicate: false, closed: true },
      ]);
      expect(await readTexts(streams, "b")).toEqual(["one", "two"]);
      expect(await readAll(streams, "json")).toEqual([{ n: 1 }, 2]);
      expect(await readTexts(streams, "a")).toEqual(["x"]);
      expect(await streams.head("a")).toMatchObject({ seq: "1" });
      expect(await streams.head("b")).toMatchObject({ closed: true });
    });

    test("appends to one stream several times, in order", async () => {
      const streams = await openThree(host);
      const [first, second] = await streams.appendAll([
        { path: "a", data: "one" },
        { path: "a", data: ["two", "three"] },
      ]);
      expect((await streams.read("a", { offset: first!.offset })).messages).toHaveLength(2);
      expect((await streams.head("a")).tailOffset).toBe(second!.offset);
      expect(await readTexts(streams, "a")).toEqual(["one", "two", "three"]);
    });

    test("appends nothing for an empty array", async () => {
      const streams = await openThree(host);
      expect(await streams.appendAll([])).toEqual([]);
    });

    test.each<[string, string, (streams: Streams) => unknown]>([
      ["a stream that does not exist", "NOT_FOUND", () => ({ path: "none", data: "x" })],
      ["a closed stream", "CLOSED", () => ({ path: "closed", data: "x" })],
      [
        "another content type",
        "CONTENT_TYPE_MISMATCH",
        () => ({ path: "b", data: "x", options: { contentType: "text/html" } }),
      ],
      ["a seq too low", "SEQ_CONFLICT", () => ({ path: "b", data: "x", options: { seq: "1" } })],
      ["a stale offset", "OFFSET_CONFLICT", stale],
      ["a gap", "PRODUCER_GAP", () => ({ path: "b", data: "x", options: { producer: producer(3) } })],
      ["a value in a byte stream", "BAD_REQUEST", () => ({ path: "b", data: { n: 1 } })],
      ["no data", "BAD_REQUEST", () => ({ path: "b" })],
      ["an empty batch", "BAD_REQUEST", () => ({ path: "b", data: [] })],
      ["a large message", "TOO_LARGE", () => ({ path: "b", data: ["x", "x".repeat(200)] })],
      ["an invalid path", "BAD_REQUEST", () => ({ path: "b//b", data: "x" })],
      ["a number as path", "BAD_REQUEST", () => ({ path: 7, data: "x" })],
      ["null", "BAD_REQUEST", () => null],
      ["text", "BAD_REQUEST", () => "b"],
      ["bytes", "BAD_REQUEST", () => new Uint8Array(3)],
      ["an array", "BAD_REQUEST", () => ["b", "x"]],
      ["a misspelled member", "BAD_REQUEST", () => ({ path: "b", data: "x", option: {} })],
      ["a misspelled option", "BAD_REQUEST", () => ({ path: "b", data: "x", options: { sequence: "3" } })],
      [
        "an invalid option",
        "BAD_REQUEST",
        () => ({ path: "b", data: "x", options: { expectedOffset: "now" } }),
      ],
      ["null as options", "BAD_REQUEST", () => ({ path: "b", data: "x", options: null })],
    ])("stores nothing at all if one append is refused: %s", async (_name, code, makeBad) => {
      const streams = await openThree(host);
      await streams.create("closed", { closed: true });
      await streams.append("b", "one", { seq: "1" });
      const before = (await streams.list()).streams;
      const good: AppendEntry[] = [
        { path: "a", data: "x", options: { seq: "7" } },
        { path: "json", data: [1, 2], options: { producer: producer(0) } },
      ];
      const bad = (await makeBad(streams)) as AppendEntry;
      for (const at of [0, 1, 2]) {
        await expectCode(streams.appendAll(good.toSpliced(at, 0, bad)), code as "BAD_REQUEST", { index: at });
      }
      expect((await streams.list()).streams).toEqual(before);
      // Neither seq nor the producer's was used up.
      expect((await streams.appendAll(good)).map(({ duplicate }) => duplicate)).toEqual([false, false]);
    });

    test("checks each append as the ones before it leave the stream", async () => {
      const streams = await openThree(host);
      const { tailOffset: start } = await streams.head("a");
      await expectCode(
        streams.appendAll([
          { path: "a", data: "one", options: { expectedOffset: start } },
          { path: "a", data: "two", options: { expectedOffset: start } },
        ]),
        "OFFSET_CONFLICT",
        { index: 1 },
      );
      await expectCode(
        streams.appendAll([
          { path: "a", data: "one", options: { seq: "2" } },
          { path: "a", data: "two", options: { seq: "2" } },
        ]),
        "SEQ_CONFLICT",
        { index: 1, lastSeq: "2" },
      );
      await expectCode(
        streams.appendAll([
          { path: "a", data: "one", options: { close: true } },
          { path: "a", data: "two" },
        ]),
        "CLOSED",
        { index: 1 },
      );
      expect(await streams.head("a")).toMatchObject({ messageCount: 0, closed: false, tailOffset: start });
      const results = await streams.appendAll([
        { path: "a", data: "one", options: { producer: producer(0) } },
        { path: "a", data: "two", options: { producer: producer(1) } },
        { path: "a", data: "one", options: { producer: producer(0) } },
      ]);
      expect(results.map(({ duplicate }) => duplicate)).toEqual([false, false, true]);
      expect(await readTexts(streams, "a")).toEqual(["one", "two"]);
    });

    test("is safe to repeat with producers, also where it closed the stream", async () => {
      const streams = await openThree(host);
      const appends = [
        { path: "a", data: "one", options: { producer: producer(0), close: true } },
        { path: "b", data: "two", options: { producer: producer(0) } },
      ];
      const first = await streams.appendAll(appends);
      const again = await streams.appendAll(appends);
      expect(again).toEqual(first.map((result) => ({ ...result, duplicate: true })));
      expect(await readTexts(streams, "a")).toEqual(["one"]);
      expect(await readTexts(streams, "b")).toEqual(["two"]);
    });

    test("moves something from one stream to another only if both are as they were read", async () => {
      const streams = await openThree(host);
      await streams.append("a", "item");
      const [a, b] = [await streams.head("a"), await streams.head("b")];
      const move = (): AppendEntry[] => [
        { path: "a", data: "taken", options: { expectedOffset: a.tailOffset } },
        { path: "b", data: "item", options: { expectedOffset: b.tailOffset } },
      ];
      const outcomes = await Promise.allSettled([streams.appendAll(move()), streams.appendAll(move())]);
      expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
      expect(await readTexts(streams, "a")).toEqual(["item", "taken"]);
      expect(await readTexts(streams, "b")).toEqual(["item"]);
    });

    test("takes the data and options at the call", async () => {
      const streams = await openThree(host);
      const value = { n: 1 };
      const bytes = new Uint8Array([0x31]);
      const turn = producer(0);
      const appends = [
        { path: "json", data: value, options: { producer: turn } },
        { path: "a", data: bytes },
      ];
      const appended = streams.appendAll(appends);
      value.n = 2;
      bytes[0] = 0x32;
      Object.assign(turn, { seq: 5 });
      appends.length = 0;
      expect((await appended)[0]!.producer).toEqual({ epoch: 0, seq: 0 });
      expect(await readAll(streams, "json")).toEqual([{ n: 1 }]);
      expect(await readTexts(streams, "a")).toEqual(["1"]);
    });

    test("follows a create that is under way", async () => {
      const streams = await openThree(host);
      const created = streams.create("new", { contentType: "application/json" });
      const [result] = await streams.appendAll([{ path: "new", data: { n: 1 } }]);
      expect(result).toMatchObject({ offset: (await streams.head("new")).tailOffset });
      expect((await created).created).toBe(true);
    });

    test.each([
      ["undefined", undefined],
      ["null", null],
      ["an object", { path: "a", data: "x" }],
      ["text", "a"],
      ["an array with a hole", new Array(1)],
    ])("refuses %s", async (_name, appends) => {
      const streams = await openThree(host);
      await expectCode(streams.appendAll(appends as AppendEntry[]), "BAD_REQUEST");
    });

    test("takes 1,000 appends, and refuses more", async () => {
      const streams = await openThree(host);
      const appends = Array.from({ length: 1000 }, (_, n) => ({ path: n % 2 === 0 ? "a" : "b", data: "x" }));
      expect(await streams.appendAll(appends)).toHaveLength(1000);
      await expectCode(streams.appendAll([...appends, { path: "a", data: "x" }]), "TOO_LARGE");
      await expectCode(streams.appendAll(new Array(4_000_000_000)), "TOO_LARGE");
      expect((await streams.head("a")).messageCount + (await streams.head("b")).messageCount).toBe(1000);
    });
  });
}

async function openThree(host: StreamsHost): Promise<Streams> {
  const streams = await openWithStream(host, {}, { maxMessageBytes: 100 });
  await streams.create("b", { contentType: "text/plain" });
  await streams.create("json", { contentType: "application/json" });
  return streams;
}

async function stale(streams: Streams): Promise<AppendEntry> {
  const { startOffset } = await streams.head("b");
  return { path: "b", data: "x", options: { expectedOffset: startOffset } };
}

function producer(seq: number) {
  return { id: "p", epoch: 0, seq };
}

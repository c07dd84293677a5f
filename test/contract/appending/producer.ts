import { describe, expect, test } from "vitest";
import type { Producer } from "../../../src/protocol/stream.ts";
import { expectCode } from "../../support/expect-code.ts";
import { openWithStream, type Streams, type StreamsHost } from "../../support/host.ts";
import { numbered, readTexts } from "../../support/reading.ts";

const malformed: [name: string, producer: unknown][] = [
  ["an empty id", { id: "", epoch: 0, seq: 0 }],
  ["no id", { epoch: 0, seq: 0 }],
  ["no epoch", { id: "p", seq: 0 }],
  ["no seq", { id: "p", epoch: 0 }],
  ["a negative epoch", { id: "p", epoch: -1, seq: 0 }],
  ["a negative seq", { id: "p", epoch: 0, seq: -1 }],
  ["a fraction as seq", { id: "p", epoch: 0, seq: 0.5 }],
  ["an unsafe integer as epoch", { id: "p", epoch: 2 ** 53, seq: 0 }],
  ["a string as seq", { id: "p", epoch: 0, seq: "0" }],
  ["a producer that is not an object", "p"],
  ["null", null],
];

export function producerContract(host: StreamsHost): void {
  describe("append with a producer", () => {
    test("recognises a repeated append, stores nothing and returns the tail", async () => {
      const streams = await openStream(host);
      await streams.append("a", "0", { producer: p(0, 0) });
      await streams.append("a", "1", { producer: p(0, 1) });
      const { offset: tail } = await streams.append("a", "other");
      expect(await streams.append("a", "1", { producer: p(0, 1) })).toEqual({
        offset: tail,
        duplicate: true,
        closed: false,
        producer: { epoch: 0, seq: 1 },
      });
      expect(await streams.append("a", "0", { producer: p(0, 0) })).toEqual({
        offset: tail,
        duplicate: true,
        closed: false,
        producer: { epoch: 0, seq: 1 },
      });
      expect(await readTexts(streams, "a")).toEqual(["0", "1", "other"]);
    });

    test("counts a batch as one append", async () => {
      const streams = await openStream(host);
      await streams.append("a", ["0", "1", "2"], { producer: p(0, 0) });
      expect(await streams.append("a", ["0", "1", "2"], { producer: p(0, 0) })).toMatchObject({
        duplicate: true,
      });
      await streams.append("a", "3", { producer: p(0, 1) });
      expect(await readTexts(streams, "a")).toEqual(numbered(4));
    });

    test("refuses a gap, and a new producer that does not start at 0", async () => {
      const streams = await openStream(host);
      await expectCode(streams.append("a", "x", { producer: p(0, 3) }), "PRODUCER_GAP", {
        expectedSeq: 0,
        receivedSeq: 3,
      });
      await streams.append("a", "0", { producer: p(0, 0) });
      await expectCode(streams.append("a", "x", { producer: p(0, 2) }), "PRODUCER_GAP", {
        expectedSeq: 1,
        receivedSeq: 2,
      });
      await streams.append("a", "1", { producer: p(0, 1) });
      expect(await readTexts(streams, "a")).toEqual(["0", "1"]);
    });

    test("fences off lower epochs once a higher one has written", async () => {
      const streams = await openStream(host);
      await streams.append("a", "old", { producer: p(3, 0) });
      await streams.append("a", "new", { producer: p(5, 0) });
      await expectCode(streams.append("a", "x", { producer: p(3, 1) }), "PRODUCER_FENCED", { epoch: 5 });
      await expectCode(streams.append("a", "old", { producer: p(3, 0) }), "PRODUCER_FENCED", { epoch: 5 });
      await streams.append("a", "next", { producer: p(5, 1) });
      expect(await readTexts(streams, "a")).toEqual(["old", "new", "next"]);
    });

    test("starts a new epoch at seq 0 only", async () => {
      const streams = await openStream(host);
      await streams.append("a", "0", { producer: p(0, 0) });
      await expectCode(streams.append("a", "x", { producer: p(1, 1) }), "BAD_REQUEST");
      await streams.append("a", "1", { producer: p(0, 1) });
      await streams.append("a", "2", { producer: p(1, 0) });
      expect(await readTexts(streams, "a")).toEqual(numbered(3));
    });

    test("keeps producers and streams apart", async () => {
      const streams = await openStream(host);
      await streams.create("b");
      for (const path of ["a", "b"]) {
        for (const id of ["p", "q", "P"]) {
          expect(await streams.append(path, id, { producer: { id, epoch: 0, seq: 0 } })).toMatchObject({
            duplicate: false,
          });
        }
      }
      expect((await streams.head("a")).messageCount).toBe(3);
    });

    test("keeps its position when the append fails", async () => {
      const streams = await openStream(host);
      await expectCode(streams.append("a", "", { producer: p(0, 0) }), "BAD_REQUEST");
      await expectCode(streams.append("a", "123456789", { producer: p(0, 0) }), "TOO_LARGE");
      await streams.append("a", "0", { producer: p(0, 0), seq: "5" });
      await expectCode(streams.append("a", "x", { producer: p(0, 1), seq: "4" }), "SEQ_CONFLICT");
      await expectCode(streams.append("a", "x", { producer: p(1, 0), seq: "4" }), "SEQ_CONFLICT");
      await streams.append("a", "1", { producer: p(0, 1), seq: "6" });
      expect(await readTexts(streams, "a")).toEqual(["0", "1"]);
    });

    test("recognises a repeated append before it checks the append's own seq", async () => {
      const streams = await openStream(host);
      await streams.append("a", "0", { producer: p(0, 0), seq: "1" });
      expect(await streams.append("a", "0", { producer: p(0, 0), seq: "1" })).toMatchObject({
        duplicate: true,
      });
    });

    test("recognises the append that closed the stream, and refuses later ones", async () => {
      const streams = await openStream(host);
      await streams.append("a", "0", { producer: p(0, 0) });
      const last = await streams.append("a", "1", { producer: p(0, 1), close: true });
      expect(await streams.append("a", "1", { producer: p(0, 1), close: true })).toEqual({
        offset: last.offset,
        duplicate: true,
        closed: true,
        producer: { epoch: 0, seq: 1 },
      });
      await expectCode(streams.append("a", "2", { producer: p(0, 2) }), "CLOSED");
      await expectCode(streams.append("a", "2", { producer: p(1, 0) }), "CLOSED");
      await expectCode(streams.append("a", "2", { producer: { id: "q", epoch: 0, seq: 0 } }), "CLOSED");
      expect(await readTexts(streams, "a")).toEqual(["0", "1"]);
    });

    test("recognises the append that closed the stream by its epoch, seq and id", async () => {
      const streams = await openStream(host);
      await streams.append("a", "0", { producer: p(3, 0) });
      await streams.append("a", "1", { producer: p(3, 1), close: true });
      for (const other of [p(2, 1), p(4, 1), p(4, 0), p(3, 0), p(3, 2), { ...p(3, 1), id: "q" }]) {
        await expectCode(streams.append("a", "1", { producer: other, close: true }), "CLOSED");
      }
      expect(await streams.append("a", "1", { producer: p(3, 1), close: true })).toMatchObject({
        duplicate: true,
        producer: { epoch: 3, seq: 1 },
      });
      expect(await readTexts(streams, "a")).toEqual(["0", "1"]);
    });

    test("recognises repeated appends within one turn", async () => {
      const streams = await openStream(host);
      const results = await Promise.all(
        [0, 1, 1, 0, 2].map((seq) => streams.append("a", String(seq), { producer: p(0, seq) })),
      );
      expect(results.map((result) => result.duplicate)).toEqual([false, false, true, true, false]);
      expect(await readTexts(streams, "a")).toEqual(numbered(3));
    });

    test("forgets producers when the stream is deleted", async () => {
      const streams = await openStream(host);
      await streams.append("a", "0", { producer: p(7, 0) });
      await streams.delete("a");
      await streams.create("a");
      expect(await streams.append("a", "0", { producer: p(0, 0) })).toMatchObject({ duplicate: false });
    });

    test.each(malformed)("refuses %s", async (_name, producer) => {
      const streams = await openStream(host);
      await expectCode(streams.append("a", "x", { producer: producer as Producer }), "BAD_REQUEST");
      expect((await streams.head("a")).messageCount).toBe(0);
    });
  });
}

function p(epoch: number, seq: number): Producer {
  return { id: "p", epoch, seq };
}

function openStream(host: StreamsHost): Promise<Streams> {
  return openWithStream(host, {}, { maxMessageBytes: 8 });
}

import { describe, expect, test } from "vitest";
import { expectCode } from "../../support/expect-code.ts";
import { openWithClock, type Streams, type StreamsHost } from "../../support/host.ts";
import { readTexts } from "../../support/reading.ts";

/** A text stream "source" with the messages 1 to 4, and their offsets. */
async function openSource(host: StreamsHost): Promise<{ streams: Streams; offsets: string[] }> {
  const streams = await host.open();
  await streams.create("source", { contentType: "text/plain", data: ["1", "2", "3", "4"] });
  const { messages } = await streams.read("source");
  return { streams, offsets: messages.map(({ offset }) => offset) };
}

async function offsetsOf(streams: Streams, path: string): Promise<string[]> {
  return (await streams.read(path)).messages.map(({ offset }) => offset);
}

export function forkContract(host: StreamsHost): void {
  describe("fork", () => {
    test("inherits its source's messages and offsets, and continues independently", async () => {
      const { streams, offsets } = await openSource(host);
      const fork = await streams.create("fork", { fork: { path: "source", offset: offsets[1]! } });
      expect(fork).toMatchObject({
        created: true,
        contentType: "text/plain",
        messageCount: 2,
        byteCount: 2,
        tailOffset: offsets[1],
        fork: { path: "source", offset: offsets[1] },
      });
      await streams.append("fork", ["a", "b"]);
      await streams.append("source", "5");
      expect(await readTexts(streams, "fork")).toEqual(["1", "2", "a", "b"]);
      expect(await readTexts(streams, "source")).toEqual(["1", "2", "3", "4", "5"]);
      const forked = await offsetsOf(streams, "fork");
      expect(forked.slice(0, 2)).toEqual(offsets.slice(0, 2));
      expect(forked).toEqual(forked.toSorted());
      // The source's third offset stands for a message that the fork does not have.
      await expectCode(streams.read("fork", { offset: offsets[2]! }), "GONE");
      for (const [i, offset] of forked.entries()) {
        expect((await streams.read("fork", { offset })).messages).toHaveLength(3 - i);
      }
    });

    test("reads across the fork point within page limits", async () => {
      const { streams } = await openSource(host);
      await streams.create("fork", { fork: { path: "source" }, data: ["a", "b"] });
      for (const limit of [
        { limitMessages: 1 },
        { limitMessages: 5 },
        { limitBytes: 3 },
        { limitBytes: 5 },
      ]) {
        const texts: string[] = [];
        let offset = "-1";
        for (let upToDate = false; !upToDate;) {
          const page = await streams.read("fork", { offset, ...limit });
          texts.push(...page.messages.map(({ data }) => Buffer.from(data as Uint8Array).toString()));
          expect(page.nextOffset).toBe(page.messages.at(-1)!.offset);
          ({ nextOffset: offset, upToDate } = page);
        }
        expect(texts).toEqual(["1", "2", "3", "4", "a", "b"]);
      }
    });

    test("works on a fork, at the start and on a closed stream", async () => {
      const { streams, offsets } = await openSource(host);
      await streams.closeStream("source");
      await streams.create("second", { fork: { path: "source", offset: offsets[2]! }, data: "a" });
      await streams.create("third", { fork: { path: "second", offset: offsets[0]! }, data: "b" });
      await streams.create("fourth", { fork: { path: "third" }, data: "c" });
      await streams.create("empty", { fork: { path: "fourth", offset: "-1" } });
      expect(await readTexts(streams, "second")).toEqual(["1", "2", "3", "a"]);
      expect(await readTexts(streams, "third")).toEqual(["1", "b"]);
      expect(await readTexts(streams, "fourth")).toEqual(["1", "b", "c"]);
      expect(await readTexts(streams, "empty")).toEqual([]);
      expect(await streams.append("empty", "d")).toMatchObject({ closed: false });
      expect(await readTexts(streams, "empty")).toEqual(["d"]);
    });

    test("counts a sub-offset in messages of a JSON stream, and in bytes of others", async () => {
      const streams = await host.open();
      await streams.create("json", { contentType: "application/json", data: [1, 2, 3] });
      await streams.create("json/fork", { fork: { path: "json", offset: "-1", subOffset: 2 } });
      expect((await streams.read("json/fork")).messages.map(({ data }) => data)).toEqual([1, 2]);
      await streams.create("text", { contentType: "text/plain", data: ["hello", "world"] });
      const first = (await streams.read("text")).messages[0]!.offset;
      await streams.create("text/fork", { fork: { path: "text", offset: first, subOffset: 3 }, data: "!" });
      expect(await readTexts(streams, "text/fork")).toEqual(["hello", "wor", "!"]);
      await expectCode(
        streams.create("x", { fork: { path: "json", offset: "-1", subOffset: 4 } }),
        "BAD_REQUEST",
      );
      await expectCode(
        streams.create("x", { fork: { path: "text", offset: "-1", subOffset: 6 } }),
        "BAD_REQUEST",
      );
      await expectCode(streams.create("x", { fork: { path: "text", subOffset: 1 } }), "BAD_REQUEST");
    });

    test("is idempotent for the same fork, and rejects another with EXISTS", async () => {
      const { streams, offsets } = await openSource(host);
      const fork = { path: "source", offset: offsets[1]! };
      await streams.create("fork", { fork });
      await streams.append("source", "5");
      expect(await streams.create("fork", { fork })).toMatchObject({ created: false });
      expect(await streams.create("fork", { fork: { path: "source" } })).toMatchObject({ created: false });
      const elsewhere = streams.create("fork", { fork: { ...fork, offset: offsets[0]! } });
      await expectCode(elsewhere, "EXISTS");
      await expect(elsewhere).rejects.toMatchObject({
        details: {
          have: { fork: { position: expect.any(Number) as number } },
          wanted: { fork: { position: 1 } },
        },
      });
      await expectCode(streams.create("fork", { contentType: "text/plain" }), "EXISTS");
      await expectCode(streams.create("source", { fork: { path: "fork" } }), "EXISTS");
    });

    test("refuses a source that is missing, of another type, or forked beyond its end", async () => {
      const { streams, offsets } = await openSource(host);
      await expectCode(streams.create("x", { fork: { path: "missing" } }), "NOT_FOUND");
      await expectCode(streams.create("x", { fork: { path: "../x" } }), "BAD_REQUEST");
      await expectCode(streams.create("x", { fork: { path: "source", offset: "x" } }), "BAD_REQUEST");
      await expectCode(streams.create("x", { fork: { path: "source", subOffset: -1 } }), "BAD_REQUEST");
      await expectCode(
        streams.create("x", { contentType: "application/json", fork: { path: "source" } }),
        "CONTENT_TYPE_MISMATCH",
      );
      const beyond = offsets[3]!.replace(/4$/, "5");
      await expectCode(streams.create("x", { fork: { path: "source", offset: beyond } }), "BAD_REQUEST");
      await expectCode(streams.head("x"), "NOT_FOUND");
    });

    test("does not inherit seq or producers", async () => {
      const { streams } = await openSource(host);
      const producer = { id: "p", epoch: 0, seq: 0 };
      await streams.append("source", "5", { seq: "9", producer });
      await streams.create("fork", { fork: { path: "source" } });
      expect(await streams.append("fork", "a", { seq: "1", producer })).toMatchObject({ duplicate: false });
    });

    test("outlives its deleted source, whose path stays taken until the last fork is deleted", async () => {
      const { streams } = await openSource(host);
      await streams.create("fork", { fork: { path: "source" }, data: "a" });
      await streams.delete("source");
      await expectCode(streams.head("source"), "GONE");
      await expectCode(streams.read("source"), "GONE");
      await expectCode(streams.append("source", "x"), "GONE");
      await expectCode(streams.delete("source"), "GONE");
      await expectCode(streams.create("source", { contentType: "text/plain" }), "EXISTS");
      await expectCode(streams.create("x", { fork: { path: "source" } }), "SOURCE_DELETED");
      expect((await streams.list()).streams.map(({ path }) => path)).toEqual(["fork"]);
      expect(await readTexts(streams, "fork")).toEqual(["1", "2", "3", "4", "a"]);
      await streams.delete("fork");
      expect(await streams.create("source")).toMatchObject({ created: true, messageCount: 0 });
    });

    test("outlives its expired source, whose path is free at once", async () => {
      const { streams, clock } = await openWithClock(host);
      await streams.create("source", { contentType: "text/plain", ttlSeconds: 10, data: "1" });
      const fork = await streams.create("fork", {
        fork: { path: "source" },
        expiresAt: new Date(clock.ms + 60_000),
      });
      expect(fork.ttlSeconds).toBeUndefined();
      const inherited = await streams.create("inherited", { fork: { path: "source" } });
      expect(inherited).toMatchObject({ ttlSeconds: 10 });
      clock.ms += 10_000;
      await expectCode(streams.head("source"), "NOT_FOUND");
      await expectCode(streams.head("inherited"), "NOT_FOUND");
      expect(await streams.create("source", { contentType: "text/plain", data: "new" })).toMatchObject({
        created: true,
      });
      expect(await readTexts(streams, "fork")).toEqual(["1"]);
      expect(await readTexts(streams, "source")).toEqual(["new"]);
    });

    test("keeps messages that its source's retention drops", async () => {
      const streams = await host.open();
      const retention = { maxMessages: 2 };
      await streams.create("source", { contentType: "text/plain", retention, data: ["1", "2", "3", "4"] });
      await streams.create("fork", { fork: { path: "source" } });
      await streams.append("source", ["5", "6", "7"]);
      expect(await readTexts(streams, "source")).toEqual(["6", "7"]);
      expect(await readTexts(streams, "fork")).toEqual(["3", "4"]);
      expect(await streams.head("fork")).toMatchObject({ messageCount: 2, byteCount: 2 });
    });
  });
}

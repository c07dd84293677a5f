import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { StreamError } from "../../../src/protocol/errors.ts";
import { defineStream } from "../../../src/schema/index.ts";
import { definitions, lines, notes, plain, replacing, skipping } from "../../support/store/definitions.ts";
import { expectCode } from "../../support/expect-code.ts";
import type { LiveStreams, Streams, StreamsHost } from "../../support/host.ts";
import { readAll } from "../../support/reading.ts";

/** A reader's newer version of the definition `plain`, which some of what is stored does not fit. */
const stricter = defineStream("plain", { schema: z.object({ at: z.number(), by: z.string() }) });
const home = notes({ notebook: "home" });
const added = { type: "added", text: "Hi" } as const;
const junk = { type: "added", text: 5 } as never;

export function typedStreamsContract(host: StreamsHost): void {
  const open = () => host.open({ streams: definitions });

  describe("a stream with a definition", () => {
    test("is created by its first append, as defined", async () => {
      const streams = await open();
      await streams.append(home, added);
      expect(await streams.head(home)).toMatchObject({
        path: "notes/home",
        contentType: "application/json",
        retention: { maxMessages: 100 },
        ttlSeconds: 3600,
        messageCount: 1,
      });
      await streams.append("plain", { at: 1 });
      await streams.append(lines({ file: "a" }), "one\n");
      expect((await streams.head(lines({ file: "a" }))).contentType).toBe("text/plain");
      await expectCode(streams.append("other", { at: 1 }), "NOT_FOUND");
    });

    test("is created with the options of its definition where others are left out", async () => {
      const streams = await open();
      expect(await streams.create("notes/a")).toMatchObject({
        contentType: "application/json",
        retention: { maxMessages: 100 },
        ttlSeconds: 3600,
      });
      const created = await streams.create("notes/b", {
        retention: { maxMessages: 2 },
        expiresAt: new Date(4e12),
      });
      expect(created).toMatchObject({ retention: { maxMessages: 2 }, expiresAt: new Date(4e12) });
      expect(created.ttlSeconds).toBeUndefined();
      expect((await streams.create("notes/a")).created).toBe(false);
      expect(await streams.ensure("notes/b")).toMatchObject({
        ttlSeconds: 3600,
        retention: { maxMessages: 100 },
      });
    });

    test("stores what was given, and a reference reads what the schema returns", async () => {
      const streams = await open();
      await streams.append(home, added);
      expect(await readAll(streams, "notes/home")).toEqual([added]);
      const { messages } = await streams.read(home);
      expect(messages.map(({ data }) => data)).toEqual([{ ...added, tags: [] }]);
    });

    test("refuses what does not fit, by each call, and stores nothing", async () => {
      const streams = await open();
      await streams.create(home);
      const path = ["text"];
      const details = { issues: [{ path }], positions: [0] };
      await expectCode(streams.append(home, junk), "INVALID", details);
      await expectCode(streams.append("notes/home", junk), "INVALID", details);
      await expectCode(streams.append(home, [added, junk, added, junk]), "INVALID", { positions: [1, 3] });
      await expectCode(streams.append("notes/home", new TextEncoder().encode('{"type":"x"}')), "INVALID");
      await expectCode(streams.append("notes/home", new TextEncoder().encode('[{"type":"x"}]')), "INVALID");
      await expectCode(streams.append("notes/none", junk), "INVALID");
      await expectCode(streams.create("notes/new", { data: [added, junk] }), "INVALID", { positions: [1] });
      await expectCode(streams.ensure("notes/new", { data: junk }), "INVALID");
      await expectCode(
        streams.appendAll([
          { path: plain, data: { at: 1 } },
          { path: home, data: added },
          { path: home, data: junk },
        ]),
        "INVALID",
        { index: 2, issues: [{ path }] },
      );
      await expectCode(
        streams.append(home, { ...added, producer: 1 } as never, {
          close: true,
          producer: { id: "p", epoch: 0, seq: 1 },
        }),
        "PRODUCER_GAP",
      );
      await streams.append(home, added);
      expect((await streams.head(home)).messageCount).toBe(1);
      const all = await streams.list();
      expect(all.streams.map((stream) => stream.path)).toEqual(["notes/home"]);
    });

    test("checks the appends to a fork at its path, and not what the fork shares", async () => {
      const streams = await open();
      await streams.create("source", { contentType: "application/json", data: [{ old: true }] });
      await streams.create(home, { fork: { path: "source" } });
      await expectCode(streams.append(home, { old: true } as never), "INVALID");
      await expectCode(
        streams.create("notes/bad", { fork: { path: "source" }, data: [{ old: true }] }),
        "INVALID",
      );
      const fork = await streams.create(notes({ notebook: "fork" }), { fork: { path: home } });
      expect(fork.fork?.path).toBe("notes/home");
      await streams.create("bytes");
      await expectCode(streams.create("notes/c", { fork: { path: "bytes" } }), "CONTENT_TYPE_MISMATCH");
    });

    test("has the content type of its definition", async () => {
      const streams = await open();
      await expectCode(streams.create("notes/a", { contentType: "text/plain" }), "CONTENT_TYPE_MISMATCH");
      await expectCode(
        streams.append("notes/a", "x", { contentType: "text/plain" }),
        "CONTENT_TYPE_MISMATCH",
      );
      await streams.append("notes/a", added, { contentType: "application/json; charset=utf-8" });
      expect((await streams.list()).streams).toHaveLength(1);
    });

    test("is created in one commit with all its appends, with producers, and closed", async () => {
      const streams = await open();
      const producer = { id: "p", epoch: 0, seq: 0 };
      const [first, second, third] = await streams.appendAll([
        { path: home, data: added, options: { producer, seq: "1" } },
        { path: plain, data: { at: 1 }, options: { producer } },
        { path: home, data: [added, added], options: { seq: "2", close: true } },
      ]);
      expect([first, second, third].map((result) => result?.closed)).toEqual([false, false, true]);
      expect(await streams.head(home)).toMatchObject({ messageCount: 3, seq: "2", closed: true });
      expect((await streams.head(home)).tailOffset).toBe(third!.offset);
      expect((await streams.append(plain, { at: 1 }, { producer })).duplicate).toBe(true);
      const other = notes({ notebook: "other" });
      await expectCode(
        streams.appendAll([
          { path: other, data: added, options: { close: true } },
          { path: other, data: added },
        ]),
        "CLOSED",
        { index: 1 },
      );
      await expectCode(streams.append(other, added, { expectedOffset: third!.offset }), "NOT_FOUND");
      await expectCode(streams.head(other), "NOT_FOUND");
      await streams.append(other, [], { close: true });
      expect(await streams.head(other)).toMatchObject({ closed: true, messageCount: 0 });
    });

    test("is created once by concurrent appends, of which one that does not fit rejects alone", async () => {
      const streams = await open();
      const results = await Promise.allSettled([
        streams.append(home, junk),
        streams.append(home, added),
        streams.append(home, junk),
        streams.append(home, added),
      ]);
      expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "rejected", "fulfilled"]);
      expect((await streams.head(home)).messageCount).toBe(2);
    });

    test("takes references in every call", async () => {
      const streams = await open();
      await streams.append(home, [added, added]);
      await streams.append(plain(), { at: 1 });
      expect((await streams.append(plain, { at: 2 })).closed).toBe(false);
      expect((await streams.readPacked(home, { last: 1 })).lengths).toHaveLength(1);
      expect((await streams.setRetention(home, { maxMessages: 1 })).messageCount).toBe(1);
      await streams.touch(home);
      expect((await streams.closeStream(home)).closed).toBe(true);
      await streams.delete(home);
      await expectCode(streams.head(home), "NOT_FOUND");
      await expectCode(streams.head(notes as never), "BAD_REQUEST");
      await expectCode(streams.append(notes as never, added), "BAD_REQUEST");
      await expectCode(streams.head({ path: "plain" } as never), "BAD_REQUEST");
      await expectCode(streams.create("x", { fork: { path: notes as never } }), "BAD_REQUEST");
    });
  });

  describe("a message that does not fit any more", () => {
    const withOld = async () => {
      const streams = await open();
      await streams.append(plain, [{ at: 1, by: "a" }, { at: 2 }, { at: 3, by: "b" }] as never);
      return streams;
    };

    test("fails a page that is read backwards: messages after it have no other page", async () => {
      const streams = await withOld();
      const { tailOffset } = await streams.head(plain);
      await expectCode(streams.read(stricter, { before: tailOffset }), "INVALID");
      const { messages, previousOffset } = await streams.read(stricter, {
        before: tailOffset,
        limitMessages: 1,
      });
      expect(messages).toMatchObject([{ data: { at: 3, by: "b" } }]);
      await expectCode(streams.read(stricter, { before: previousOffset, limitMessages: 1 }), "INVALID");
    });

    test("ends the page before it, and then fails the read with its offset", async () => {
      const streams = await withOld();
      const first = await streams.read(stricter);
      expect(first).toMatchObject({ messages: [{ data: { at: 1, by: "a" } }], upToDate: false });
      const error = await streams
        .read(stricter, { offset: first.nextOffset })
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "INVALID", details: { issues: [{ path: ["by"] }] } });
      const { offset } = (error as StreamError).details;
      expect((await streams.read(stricter, { offset: offset as string })).messages).toMatchObject([
        { data: { at: 3, by: "b" } },
      ]);
    });

    test("is skipped or replaced where the definition says so", async () => {
      const streams = await open();
      // Older than the definitions: a fork shares it unchecked.
      await streams.create("old", { contentType: "application/json", data: [{ n: 1 }, { m: 2 }, { n: 3 }] });
      for (const path of [skipping, replacing]) await streams.create(path, { fork: { path: "old" } });
      const skipped = await streams.read(skipping);
      expect(skipped.messages.map(({ data }) => data)).toEqual([{ n: 1 }, { n: 3 }]);
      expect(skipped.upToDate).toBe(true);
      const { messages } = await streams.read(replacing);
      expect(messages.map(({ data }) => data)).toEqual([{ n: 1 }, { n: -1 }, { n: 3 }]);
    });
  });
}

/** What subscriptions and statistics promise beyond that. */
export function typedFollowContract(host: StreamsHost<LiveStreams & Streams & { stats(): unknown }>): void {
  const open = () => host.open({ streams: definitions });

  test("a subscription through a reference returns the schema's output, and fails after what is before the invalid one", async () => {
    const streams = await open();
    await streams.append(plain, [{ at: 1, by: "a" }, { at: 2 }] as never);
    const seen: unknown[] = [];
    const following = (async () => {
      for await (const { messages } of streams.subscribe(stricter))
        seen.push(...messages.map(({ data }) => data));
    })();
    await expectCode(following, "INVALID", { issues: [{ path: ["by"] }] });
    expect(seen).toEqual([{ at: 1, by: "a" }]);
    await expect.poll(() => streams.stats()).toMatchObject({ invalidMessages: 1 });
  });
}

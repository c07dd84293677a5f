import { describe, expect, test } from "vitest";
import type { CreateOptions } from "../../../src/protocol/stream.ts";
import { testClock } from "../../support/clock.ts";
import { expectCode } from "../../support/expect-code.ts";
import { openWithClock, type StreamsHost } from "../../support/host.ts";
import { readAll, readTexts } from "../../support/reading.ts";

const inAnHour = new Date(Date.UTC(2030, 0, 1, 1));

const sameConfigurations: [name: string, first: CreateOptions, again: CreateOptions][] = [
  ["nothing given", {}, {}],
  ["the default type spelled out", {}, { contentType: "application/octet-stream" }],
  ["a type in another case", { contentType: "text/plain" }, { contentType: "Text/PLAIN" }],
  [
    "the same parameters",
    { contentType: "text/plain; charset=utf-8" },
    { contentType: "text/plain; charset=utf-8" },
  ],
  [
    "parameters that are spelled differently",
    { contentType: "text/plain;charset=UTF-8" },
    { contentType: 'text/plain; Charset="utf-8"' },
  ],
  [
    "the charset that browsers add",
    { contentType: "text/plain" },
    { contentType: "text/plain;charset=UTF-8" },
  ],
  ["the same TTL", { ttlSeconds: 60 }, { ttlSeconds: 60 }],
  ["the same expiry", { expiresAt: inAnHour }, { expiresAt: new Date(inAnHour) }],
  [
    "the same retention",
    { retention: { maxBytes: 9, maxAgeMs: 8 } },
    { retention: { maxAgeMs: 8, maxBytes: 9 } },
  ],
  ["closed both times", { closed: true }, { closed: true }],
  ["not closed, spelled out", {}, { closed: false }],
  ["other initial content", { data: "one" }, { data: "two" }],
];

const otherConfigurations: [name: string, first: CreateOptions, again: CreateOptions][] = [
  ["another type", {}, { contentType: "text/plain" }],
  ["another charset", { contentType: "text/plain" }, { contentType: "text/plain; charset=iso-8859-1" }],
  ["another TTL", { ttlSeconds: 60 }, { ttlSeconds: 61 }],
  ["a TTL where there was none", {}, { ttlSeconds: 60 }],
  ["no TTL where there was one", { ttlSeconds: 60 }, {}],
  ["an expiry instead of a TTL", { ttlSeconds: 3600 }, { expiresAt: inAnHour }],
  ["another expiry", { expiresAt: inAnHour }, { expiresAt: new Date(inAnHour.getTime() + 1) }],
  ["another retention", { retention: { maxMessages: 1 } }, { retention: { maxMessages: 2 } }],
  ["no retention where there was one", { retention: { maxMessages: 1 } }, {}],
  [
    "a retention of more limits",
    { retention: { maxMessages: 1 } },
    { retention: { maxMessages: 1, maxBytes: 1 } },
  ],
  ["closed instead of open", {}, { closed: true }],
  ["open instead of closed", { closed: true }, {}],
];

export function createContract(host: StreamsHost): void {
  describe("create", () => {
    test("creates an empty byte stream and returns its info", async () => {
      const { streams, clock } = await openWithClock(host);
      const { created, ...info } = await streams.create("a/b");
      expect(created).toBe(true);
      expect(info).toMatchObject({ path: "a/b", contentType: "application/octet-stream", closed: false });
      expect(info).toMatchObject({ messageCount: 0, byteCount: 0, createdAt: new Date(clock.ms) });
      expect(info.tailOffset).toBe(info.startOffset);
      for (const absent of ["ttlSeconds", "expiresAt", "deadline", "retention", "seq"] as const) {
        expect(info[absent]).toBeUndefined();
      }
      expect(await streams.head("a/b")).toEqual(info);
    });

    test("reports TTL, expiry, retention and deadline as given", async () => {
      const { streams, clock } = await openWithClock(host);
      const retention = { maxAgeMs: 1000, maxBytes: 2000, maxMessages: 3000 };
      const sliding = await streams.create("sliding", { ttlSeconds: 60, retention });
      expect(sliding).toMatchObject({ ttlSeconds: 60, retention, deadline: new Date(clock.ms + 60_000) });
      expect(sliding.expiresAt).toBeUndefined();
      const absolute = await streams.create("absolute", { expiresAt: inAnHour });
      expect(absolute).toMatchObject({ expiresAt: inAnHour, deadline: inAnHour });
      expect(absolute.ttlSeconds).toBeUndefined();
    });

    test("stores the initial content", async () => {
      const streams = await host.open();
      expect(await streams.create("bytes", { data: "héllo" })).toMatchObject({
        messageCount: 1,
        byteCount: 6,
      });
      expect(await readTexts(streams, "bytes")).toEqual(["héllo"]);
      expect(await streams.create("batch", { data: ["a", new Uint8Array([98])] })).toMatchObject({
        messageCount: 2,
      });
      expect(await readTexts(streams, "batch")).toEqual(["a", "b"]);
      await streams.create("json", { contentType: "application/json", data: [{ n: 1 }, [2]] });
      expect(await readAll(streams, "json")).toEqual([{ n: 1 }, [2]]);
    });

    test("creates an empty stream with [] as its initial content", async () => {
      const streams = await host.open();
      expect(await streams.create("json", { contentType: "application/json", data: [] })).toMatchObject({
        created: true,
        messageCount: 0,
      });
      expect(await readAll(streams, "json")).toEqual([]);
    });

    test("creates a closed stream", async () => {
      const streams = await host.open();
      expect(await streams.create("a", { closed: true, data: "all" })).toMatchObject({
        closed: true,
        messageCount: 1,
      });
      expect(await readTexts(streams, "a")).toEqual(["all"]);
      await expectCode(streams.append("a", "more"), "CLOSED");
      expect(await streams.create("empty", { closed: true })).toMatchObject({
        closed: true,
        messageCount: 0,
      });
      expect(await streams.read("empty")).toMatchObject({ messages: [], upToDate: true, closed: true });
    });

    test("copies its options, and returns copies", async () => {
      const streams = await host.open({ now: testClock().now });
      const [expiresAt, retention] = [new Date(inAnHour), { maxMessages: 5 }];
      await streams.create("a", { expiresAt, retention });
      expiresAt.setTime(0);
      retention.maxMessages = 1;
      (await streams.head("a")).expiresAt!.setTime(0);
      (await streams.head("a")).deadline!.setTime(0);
      expect(await streams.head("a")).toMatchObject({ expiresAt: inAnHour, retention: { maxMessages: 5 } });
    });

    test("creates nothing when the initial content is refused", async () => {
      const streams = await host.open({ maxMessageBytes: 4 });
      await expectCode(streams.create("a", { data: "12345" }), "TOO_LARGE");
      await expectCode(streams.create("a", { data: 1 }), "BAD_REQUEST");
      await expectCode(streams.head("a"), "NOT_FOUND");
    });
  });

  describe("create again", () => {
    test.each(sameConfigurations)("with %s returns the existing stream", async (_name, first, again) => {
      const streams = await host.open({ now: testClock().now });
      const { created, ...info } = await streams.create("a", first);
      expect(created).toBe(true);
      expect(await streams.create("a", again)).toEqual({ ...info, created: false });
    });

    test.each(otherConfigurations)("with %s rejects with EXISTS", async (_name, first, again) => {
      const streams = await host.open({ now: testClock().now });
      const { created: _, ...info } = await streams.create("a", first);
      await expectCode(streams.create("a", again), "EXISTS");
      expect(await streams.head("a")).toEqual(info);
    });

    test("compares with the stream's present state, such as closed", async () => {
      const streams = await host.open();
      await streams.create("a", { data: "x" });
      await streams.closeStream("a");
      await expectCode(streams.create("a"), "EXISTS");
      expect(await streams.create("a", { closed: true })).toMatchObject({ created: false, messageCount: 1 });
    });

    test("does not append the initial content", async () => {
      const streams = await host.open();
      await streams.create("a", { data: "one" });
      await streams.create("a", { data: "two" });
      expect(await readTexts(streams, "a")).toEqual(["one"]);
    });
  });
}

import { describe, expect, test } from "vitest";
import type { CreateOptions } from "../../../src/protocol/stream.ts";
import { testClock } from "../../support/clock.ts";
import { expectCode } from "../../support/expect-code.ts";
import { openWithClock, type StreamsHost } from "../../support/host.ts";
import { numbered, readTexts } from "../../support/reading.ts";

const inAnHour = new Date(Date.UTC(2030, 0, 1, 1));
const inTwoHours = new Date(Date.UTC(2030, 0, 1, 2));

/** What a stream had, what is wanted, and both as `details` say it. */
const differences: [name: string, CreateOptions, CreateOptions, have: object, wanted: object][] = [
  [
    "another retention",
    { retention: { maxMessages: 5 } },
    { retention: { maxMessages: 3 } },
    { retention: { maxMessages: 5 } },
    { retention: { maxMessages: 3 } },
  ],
  ["no retention", { retention: { maxBytes: 5 } }, {}, { retention: { maxBytes: 5 } }, { retention: null }],
  [
    "another expiry",
    { expiresAt: inAnHour },
    { expiresAt: inTwoHours },
    { expiresAt: inAnHour.toISOString() },
    { expiresAt: inTwoHours.toISOString() },
  ],
  ["a TTL", {}, { ttlSeconds: 60 }, { ttlSeconds: null }, { ttlSeconds: 60 }],
  [
    "another type",
    { contentType: "text/plain" },
    { contentType: "text/html" },
    { contentType: "text/plain" },
    { contentType: "text/html" },
  ],
  ["another closed state", { closed: true }, {}, { closed: true }, { closed: false }],
  [
    "another type and retention",
    { retention: { maxMessages: 5 } },
    { contentType: "text/html" },
    { contentType: "application/octet-stream", retention: { maxMessages: 5 } },
    { contentType: "text/html", retention: null },
  ],
];

/** What `ensure` may change. */
const changes: [name: string, first: CreateOptions, wanted: CreateOptions][] = [
  ["a retention where there was none", {}, { retention: { maxMessages: 3 } }],
  ["another retention", { retention: { maxMessages: 5 } }, { retention: { maxBytes: 3 } }],
  ["another TTL", { ttlSeconds: 60 }, { ttlSeconds: 30 }],
  ["a TTL where there was none", {}, { ttlSeconds: 30 }],
  ["another expiry", { expiresAt: inAnHour }, { expiresAt: inTwoHours }],
  ["an expiry instead of a TTL", { ttlSeconds: 60 }, { expiresAt: inAnHour }],
  ["a TTL instead of an expiry", { expiresAt: inAnHour }, { ttlSeconds: 60 }],
  ["all at once", { ttlSeconds: 60 }, { expiresAt: inAnHour, retention: { maxMessages: 3 } }],
];

export function ensureContract(host: StreamsHost): void {
  describe("create again", () => {
    test.each(differences)("with %s tells what differs", async (_name, first, again, have, wanted) => {
      const streams = await host.open({ now: testClock().now });
      await streams.create("a", first);
      const error = await streams.create("a", again).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "EXISTS" });
      // Exactly these: `toMatchObject` would accept more.
      expect((error as { details: object }).details).toEqual({ have, wanted });
      const isChangeable = !("contentType" in have) && !("closed" in have);
      expect((error as Error).message.includes("ensure()")).toBe(isChangeable);
    });
  });

  describe("ensure", () => {
    test("creates a stream with its first messages", async () => {
      const streams = await host.open();
      const { created, ...info } = await streams.ensure("a", {
        retention: { maxMessages: 2 },
        data: ["x", "y"],
      });
      expect(created).toBe(true);
      expect(await streams.head("a")).toEqual(info);
      expect(await readTexts(streams, "a")).toEqual(["x", "y"]);
    });

    test.each(changes)("brings a stream in line: %s", async (_name, first, wanted) => {
      const { streams } = await openWithClock(host);
      await streams.create("a", { ...first, data: numbered(10) });
      const { created, ...info } = await streams.ensure("a", { ...wanted, data: "not again" });
      expect(created).toBe(false);
      expect(info).toMatchObject(wanted);
      expect(info.ttlSeconds).toBe(wanted.ttlSeconds ?? (wanted.expiresAt ? undefined : first.ttlSeconds));
      expect(await streams.head("a")).toEqual(info);
      expect(await streams.ensure("a", wanted)).toEqual({ ...info, created: false });
      // What it has now is what `create` compares with.
      const same = { ...(info.ttlSeconds !== undefined && { ttlSeconds: info.ttlSeconds }), ...wanted };
      expect(await streams.create("a", same)).toEqual({ ...info, created: false });
    });

    test("drops the messages beyond the new retention", async () => {
      const streams = await host.open();
      await streams.create("a", { data: numbered(10) });
      expect(await streams.ensure("a", { retention: { maxMessages: 2 } })).toMatchObject({ messageCount: 2 });
      expect(await readTexts(streams, "a")).toEqual(["8", "9"]);
    });

    test("leaves alone what is not given", async () => {
      const { streams } = await openWithClock(host);
      const first = {
        contentType: "text/plain",
        ttlSeconds: 60,
        retention: { maxMessages: 5 },
        closed: true,
      };
      const { created: _, ...info } = await streams.create("a", first);
      expect(await streams.ensure("a")).toEqual({ ...info, created: false });
    });

    test("lifts all limits with an empty retention", async () => {
      const streams = await host.open();
      await streams.create("a", { retention: { maxMessages: 5 } });
      expect((await streams.ensure("a", { retention: {} })).retention).toBeUndefined();
    });

    test("moves the deadline, now and on each later use", async () => {
      const { streams, clock } = await openWithClock(host, { cleanupIntervalMs: 0 });
      await streams.create("dated", { expiresAt: inAnHour, data: "x" });
      await streams.create("sliding", { ttlSeconds: 60, data: "x" });
      await streams.ensure("dated", { expiresAt: inTwoHours });
      await streams.ensure("sliding", { ttlSeconds: 7200 });
      clock.ms = inAnHour.getTime();
      for (const path of ["dated", "sliding"]) expect(await readTexts(streams, path)).toEqual(["x"]);
      clock.ms = inTwoHours.getTime();
      await expectCode(streams.head("dated"), "NOT_FOUND");
      expect((await streams.head("sliding")).deadline).toEqual(new Date(inAnHour.getTime() + 7_200_000));
    });

    test("creates an expired stream anew", async () => {
      const { streams, clock } = await openWithClock(host, { cleanupIntervalMs: 0 });
      await streams.create("a", { ttlSeconds: 1, data: "old" });
      clock.ms += 1000;
      expect(await streams.ensure("a", { ttlSeconds: 1 })).toMatchObject({ created: true, messageCount: 0 });
    });

    test.each<[name: string, first: CreateOptions, wanted: CreateOptions]>([
      ["content type", { contentType: "text/plain" }, { contentType: "application/json" }],
      ["charset", { contentType: "text/plain" }, { contentType: "text/plain; charset=utf-16" }],
      ["closed state", {}, { closed: true }],
      ["fork", {}, { fork: { path: "source" } }],
    ])("refuses another %s, and changes nothing", async (name, first, wanted) => {
      const streams = await host.open();
      await streams.create("source");
      const { created: _, ...info } = await streams.create("a", first);
      await expectCode(streams.ensure("a", { ...wanted, retention: { maxMessages: 1 } }), "EXISTS");
      expect(await streams.head("a"), name).toEqual(info);
    });

    test("checks its options, and the path, as create does", async () => {
      const streams = await host.open();
      await expectCode(streams.ensure("a", { ttlSeconds: -1 }), "BAD_REQUEST");
      await expectCode(streams.ensure("a", { ttl: 1 } as object), "BAD_REQUEST");
      await expectCode(streams.ensure("a", null as unknown as object), "BAD_REQUEST");
      await expectCode(streams.ensure("/a"), "BAD_REQUEST");
      await expectCode(streams.ensure("b", { fork: { path: "none" } }), "NOT_FOUND");
    });
  });
}

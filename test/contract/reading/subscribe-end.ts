import { describe, expect, test } from "vitest";
import type { ReadPage } from "../../../src/protocol/stream.ts";
import { expectCode } from "../../support/expect-code.ts";
import { openWithStream, type LiveStreams, type StreamsHost } from "../../support/host.ts";
import { drain } from "../../support/reading.ts";

export function subscribeEndContract(host: StreamsHost<LiveStreams>): void {
  describe("a subscription ends", () => {
    test("at the end of a closed stream", async () => {
      const streams = await openWithStream(host, { data: "one" });
      await streams.closeStream("a");
      expect(await drain(streams.subscribe("a"))).toEqual(["one"]);
      expect(await drain(streams.subscribe("a", { offset: "now" }))).toEqual([]);
    });

    test("at once on a stream that was created closed and empty", async () => {
      const streams = await host.open();
      await streams.create("a", { closed: true });
      expect(await drain(streams.subscribe("a"))).toEqual([]);
    });

    test("when the stream is closed while it waits", async () => {
      const streams = await openWithStream(host, { data: "one" });
      const { iterator, next } = await waiting(streams);
      await streams.closeStream("a");
      expect(await next).toMatchObject({ done: true });
      expect(await iterator.next()).toMatchObject({ done: true });
    });

    test("after the messages of the append that closes the stream", async () => {
      const streams = await openWithStream(host, { data: "one" });
      const received = drain(streams.subscribe("a"));
      await streams.append("a", ["two", "three"], { close: true });
      expect(await received).toEqual(["one", "two", "three"]);
    });
  });

  describe("a subscription ends with NOT_FOUND", () => {
    test("when the stream is deleted while it waits", async () => {
      const streams = await openWithStream(host, { data: "one" });
      const { next } = await waiting(streams);
      await streams.delete("a");
      await expectCode(next, "NOT_FOUND");
    });

    test("when the stream is deleted between two pages", async () => {
      const streams = await openWithStream(host, { data: "one" });
      await streams.append("a", "two");
      const iterator = streams.subscribe("a", { limitMessages: 1 })[Symbol.asyncIterator]();
      await iterator.next();
      await streams.delete("a");
      await expectCode(iterator.next(), "NOT_FOUND");
    });

    test("for each of many subscribers", async () => {
      const streams = await openWithStream(host, { data: "one" });
      const all = await Promise.all(Array.from({ length: 50 }, () => waiting(streams)));
      await streams.delete("a");
      await Promise.all(all.map(({ next }) => expectCode(next, "NOT_FOUND")));
    });
  });

  describe("a subscription to a stream that was replaced", () => {
    test.each([
      ["in the turn of the replacement", false],
      ["after the replacement", true],
    ])("never continues with the new stream's messages: %s", async (_name, inTurns) => {
      const streams = await openWithStream(host, { data: "one" });
      const { next } = await waiting(streams);
      const replaced = [streams.delete("a"), streams.create("a", { data: ["new", "newer"] })];
      if (inTurns) await Promise.all(replaced);
      const code = await next.then(
        () => "a page",
        (error: { code: string }) => error.code,
      );
      expect(["NOT_FOUND", "GONE"]).toContain(code);
      await Promise.all(replaced);
    });
  });
}

/** A subscription that has read everything; `next` is the page that it waits for. */
async function waiting(
  streams: LiveStreams,
): Promise<{ iterator: AsyncIterator<ReadPage>; next: Promise<IteratorResult<ReadPage>> }> {
  const iterator = streams.subscribe("a")[Symbol.asyncIterator]();
  await iterator.next();
  const next = iterator.next();
  // It may reject before the test awaits it.
  next.catch(() => undefined);
  return { iterator, next };
}

import { describe, expect, test } from "vitest";
import type { SubscribeOptions } from "../../../src/protocol/stream.ts";
import { expectCode } from "../../support/expect-code.ts";
import { openWithStream, type LiveStreams, type StreamsHost } from "../../support/host.ts";
import { drain, nextTexts, numbered, pageTexts, takeTexts } from "../../support/reading.ts";

export function subscribeContract(host: StreamsHost<LiveStreams>): void {
  describe("subscribe", () => {
    test("catches up, then continues live", async () => {
      const streams = await openNumbered(host, 3);
      const received = takeTexts(streams.subscribe("a"), 6);
      await streams.append("a", "3");
      await streams.append("a", ["4", "5"]);
      expect(await received).toEqual(numbered(6));
    });

    test("waits on an empty stream", async () => {
      const streams = await host.open();
      await streams.create("a");
      const received = takeTexts(streams.subscribe("a"), 1);
      await streams.append("a", "0");
      expect(await received).toEqual(["0"]);
    });

    test("resumes after an offset", async () => {
      const streams = await openNumbered(host, 5);
      const { messages } = await streams.read("a");
      const received = takeTexts(streams.subscribe("a", { offset: messages[2]!.offset }), 3);
      await streams.append("a", "5");
      expect(await received).toEqual(["3", "4", "5"]);
    });

    test('delivers only later appends from "now"', async () => {
      const streams = await openNumbered(host, 5);
      const iterator = streams.subscribe("a", { offset: "now" })[Symbol.asyncIterator]();
      const first = nextTexts(iterator);
      await streams.append("a", "5");
      expect(await first).toEqual(["5"]);
      await streams.append("a", "6");
      expect(await nextTexts(iterator)).toEqual(["6"]);
      await iterator.return?.();
    });

    test("respects page limits and never delivers an empty page", async () => {
      const streams = await openNumbered(host, 25);
      await streams.closeStream("a");
      const sizes: number[] = [];
      for await (const page of streams.subscribe("a", { limitMessages: 10 }))
        sizes.push(page.messages.length);
      expect(sizes).toEqual([10, 10, 5]);
      const bytes: string[][] = [];
      for await (const page of streams.subscribe("a", { limitBytes: 10 })) bytes.push(pageTexts(page));
      expect(bytes.slice(0, 2)).toEqual([numbered(10), numbered(5, 10)]);
    });

    test("delivers whole pages, each saying where the next begins", async () => {
      const streams = await openNumbered(host, 5);
      await streams.closeStream("a");
      let next = (await streams.head("a")).startOffset;
      for await (const page of streams.subscribe("a", { limitMessages: 2 })) {
        expect(page.messages[0]!.offset > next).toBe(true);
        expect(page.nextOffset).toBe(page.messages.at(-1)!.offset);
        expect(page.closed).toBe(true);
        next = page.nextOffset;
      }
      expect(next).toBe((await streams.head("a")).tailOffset);
    });

    test("loses and repeats nothing between catching up and live, whenever it starts", async () => {
      const streams = await host.open();
      await streams.create("a");
      const readers: Promise<string[]>[] = [];
      for (let written = 0; written < 2000; written += 40) {
        readers.push(drain(streams.subscribe("a", { limitMessages: 1 + (written % 97) })));
        const appends = numbered(40, written).map((text) => streams.append("a", text));
        // Some readers start beside unfinished appends, some between two turns.
        if (written % 80 === 0) await Promise.all(appends);
      }
      await streams.closeStream("a");
      for (const received of await Promise.all(readers)) expect(received).toEqual(numbered(2000));
    });

    test("delivers everything written meanwhile to a slow reader", async () => {
      const streams = await openNumbered(host, 1);
      const iterator = streams.subscribe("a")[Symbol.asyncIterator]();
      const received = await nextTexts(iterator);
      for (let i = 1; i < 5000; i += 500) await streams.append("a", numbered(i === 4501 ? 499 : 500, i));
      await streams.closeStream("a");
      for (let result = await iterator.next(); !result.done; result = await iterator.next()) {
        received.push(...pageTexts(result.value));
      }
      expect(received).toEqual(numbered(5000));
    });

    test("serves many readers of one stream and of several", async () => {
      const streams = await openNumbered(host, 10);
      await streams.create("b");
      const ofA = Array.from({ length: 200 }, () => takeTexts(streams.subscribe("a"), 20));
      const ofB = Array.from({ length: 50 }, () => takeTexts(streams.subscribe("b"), 1));
      for (const text of numbered(10, 10)) await streams.append("a", text);
      await streams.append("b", "only");
      for (const received of await Promise.all(ofA)) expect(received).toEqual(numbered(20));
      for (const received of await Promise.all(ofB)) expect(received).toEqual(["only"]);
    });

    test("delivers parsed values of a JSON stream", async () => {
      const streams = await host.open();
      await streams.create("a", { contentType: "application/json", data: [{ n: 1 }, [2]], closed: true });
      const values: unknown[] = [];
      for await (const page of streams.subscribe("a"))
        values.push(...page.messages.map((message) => message.data));
      expect(values).toEqual([{ n: 1 }, [2]]);
    });

    test("refuses what read refuses", async () => {
      const streams = await openNumbered(host, 1);
      const { tailOffset } = await streams.head("a");
      await expectCode(collect(streams, "a", { offset: "nonsense" }), "BAD_REQUEST");
      await expectCode(collect(streams, "a", { limitMessages: 0 }), "BAD_REQUEST");
      await expectCode(collect(streams, "a//b"), "BAD_REQUEST");
      await expectCode(collect(streams, "a", null), "BAD_REQUEST");
      await expectCode(collect(streams, "a", { limit: 5 }), "BAD_REQUEST");
      await expectCode(collect(streams, "missing"), "NOT_FOUND");
      await streams.delete("a");
      await streams.create("a");
      await expectCode(collect(streams, "a", { offset: tailOffset }), "GONE");
    });
  });
}

/** Async, so that a call that throws rejects as an iteration does. */
async function collect(streams: LiveStreams, path: string, options?: object | null): Promise<string[]> {
  return drain(streams.subscribe(path, options as SubscribeOptions));
}

function openNumbered(host: StreamsHost<LiveStreams>, count: number): Promise<LiveStreams> {
  return openWithStream(host, { data: numbered(count) });
}

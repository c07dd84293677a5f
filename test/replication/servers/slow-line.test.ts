import { expect, onTestFinished, test } from "vitest";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { resolveOptions, type ReplicateOptions } from "../../../src/replication/options.ts";
import type { StreamStore } from "../../../src/store/index.ts";
import { Replication } from "../../../src/replication/replication.ts";
import { TestTiming } from "../network/test-timing.ts";
import { Peer } from "./peer.ts";
import { dataOf, eventually, openStore, reached, start, textsOf } from "../replicating.ts";

const json = "application/json";
const kinds = [
  ["application/json", (n: number) => JSON.stringify(`message ${n} ${"x".repeat(100_000)}`)],
  ["application/octet-stream", (n: number) => `message ${n} ${"x".repeat(100_000)}\n`],
] as const;

async function contentOf(store: StreamStore, path: string): Promise<string> {
  return (await textsOf(store, path)).join("");
}

test.each(kinds)(
  "an answer of %s that takes longer than the time limit arrives, part by part",
  async (type, text) => {
    const [peer, store] = [await Peer.open(), openStore()];
    const messages = Array.from({ length: 30 }, (_, n) => text(n));
    peer.create("s", type, messages);
    // The rest is sent once the beginning is stored.
    let sendRest: (() => void) | undefined;
    peer.send = (response, body) => {
      response.write(body.subarray(0, 2_000_000));
      sendRest = () => response.end(body.subarray(2_000_000));
    };
    const timing = new TestTiming();
    const options = { url: peer.url, streams: ["s"], direction: "pull", requestTimeoutMs: 400 } as const;
    const pull = startOn(timing, store, { ...options, fetch: slowFetch(timing, 300) });
    await eventually(async () => expect((await store.head("s")).byteCount).toBeGreaterThan(1_000_000));
    sendRest!();
    await reached(pull, "s", { state: "upToDate" });
    // Ten times the limit.
    expect(timing.now()).toBeGreaterThan(4000);
    expect(peer.seen.filter((each) => each === "GET ?offset=-1")).toHaveLength(1);
    expect(await contentOf(store, "s")).toBe(messages.join(""));
  },
);

test.each(kinds)(
  "an answer of %s that is cut off again and again arrives, a part at a time",
  async (type, text) => {
    const [peer, directory] = [await Peer.open(), await temporaryDirectory()];
    const messages = Array.from({ length: 30 }, (_, n) => text(n));
    peer.create("s", type, messages);
    let bytesSent = 0;
    // Each connection sends a little more than the one before had brought.
    peer.send = (response, body) => {
      bytesSent += 350_000;
      if (bytesSent >= body.length) response.end(body);
      else response.write(body.subarray(0, bytesSent), () => setImmediate(() => response.destroy()));
    };
    for (let restart = 0; restart < 2; restart++) {
      const store = openStore(directory);
      const pull = start(store, { url: peer.url, streams: ["s"], direction: "pull" });
      if (restart === 0) {
        await eventually(async () => expect((await store.head("s")).byteCount).toBeGreaterThan(1_000_000));
      } else {
        await reached(pull, "s", { state: "upToDate" });
        expect(await contentOf(store, "s")).toBe(messages.join(""));
      }
      await pull.close();
      await store.close();
    }
  },
);

test("an upload may take longer than the time limit, in proportion to its size", async () => {
  const [peer, store, timing] = [await Peer.open(), openStore(), new TestTiming()];
  const text = "x".repeat(1_000_000);
  await store.create("s", { contentType: "text/plain", data: text });
  let uploads = 0;
  peer.receive = async ({ method }) => {
    if (method !== "POST") return;
    uploads++;
    timing.advance(60_000);
  };
  const options = { url: peer.url, streams: ["s"], direction: "push", requestTimeoutMs: 300 } as const;
  const push = startOn(timing, store, options);
  await reached(push, "s", { state: "upToDate", messages: 1 });
  expect(uploads).toBe(1);
});

test("an answer is continued in a mirror whose retention has dropped the beginning", async () => {
  const [peer, store] = [await Peer.open(), openStore()];
  const messages = Array.from({ length: 30 }, (_, n) => kinds[0][1](n));
  peer.create("s", json, messages);
  await store.create("s", { contentType: json, retention: { maxMessages: 3 } });
  let answers = 0;
  peer.send = (response, body) => {
    if (answers++ > 0) response.end(body);
    else response.write(body.subarray(0, 2_000_000), () => setImmediate(() => response.destroy()));
  };
  const pull = start(store, { url: peer.url, streams: ["s"], direction: "pull" });
  await reached(pull, "s", { state: "upToDate", messages: 30 });
  expect(await contentOf(store, "s")).toBe(messages.slice(-3).join(""));
});

test("a server that falls silent within an answer is given up, and asked again", async () => {
  const [peer, store] = [await Peer.open(), openStore()];
  peer.create("s", json, ["1", "2", "3"]);
  let silences = 0;
  peer.send = (response, body) => {
    if (silences++ < 2) response.write(body.subarray(0, 4));
    else response.end(body);
  };
  const timing = new TestTiming();
  const options = { url: peer.url, streams: ["s"], direction: "pull" } as const;
  const pull = startOn(timing, store, options);
  for (const n of [1, 2]) {
    await eventually(() => expect(silences).toBe(n));
    timing.advance(31_000);
    await reached(pull, "s", { state: "waiting", error: expect.objectContaining({ code: "UNREACHABLE" }) });
    timing.advance(61_000);
  }
  await reached(pull, "s", { state: "upToDate" });
  expect(await dataOf(store, "s")).toEqual([1, 2, 3]);
  expect(silences).toBe(3);
});

/** Starts a replication on clocks that the test moves, closed at the end of the running test. */
function startOn(timing: TestTiming, store: StreamStore, options: ReplicateOptions): Replication {
  const replication = new Replication(store, resolveOptions(options), timing);
  onTestFinished(() => replication.close());
  return replication;
}

/** On a slow line: each part of a body takes so many milliseconds on the clocks that the test moves. */
function slowFetch(timing: TestTiming, partMs: number): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const delayed = new TransformStream<Uint8Array, Uint8Array>({
      transform(part, controller) {
        timing.advance(partMs);
        controller.enqueue(part);
      },
    });
    return new Response(response.body?.pipeThrough(delayed) ?? null, response);
  };
}

import type { ServerResponse } from "node:http";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, onTestFinished, test } from "vitest";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { resolveOptions } from "../../../src/replication/options.ts";
import { Replication } from "../../../src/replication/replication.ts";
import { TestTiming } from "../network/test-timing.ts";
import { Peer } from "./peer.ts";
import { dataOf, eventually, openStore, reached, start } from "../replicating.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const json = "application/json";
const kinds = [
  ["application/json", (n: number) => JSON.stringify(`message ${n} ${"x".repeat(100_000)}`)],
  ["application/octet-stream", (n: number) => `message ${n} ${"x".repeat(100_000)}\n`],
] as const;

async function contentOf(store: ReturnType<typeof openStore>, path: string): Promise<string> {
  const parts: string[] = [];
  for (let offset = "-1"; ;) {
    const page = await store.read(path, { offset });
    for (const { data } of page.messages)
      parts.push(data instanceof Uint8Array ? Buffer.from(data).toString() : JSON.stringify(data));
    if (page.upToDate) return parts.join("");
    offset = page.nextOffset;
  }
}

test.each(kinds)(
  "an answer of %s that takes longer than the time limit arrives, part by part",
  async (type, text) => {
    const [peer, store] = [await Peer.open(), openStore()];
    const messages = Array.from({ length: 30 }, (_, n) => text(n));
    peer.create("s", type, messages);
    const parts = 20;
    let sent = 0;
    // Each part takes half of the limit, all of them ten times as long.
    peer.send = (response, body) => {
      const sending = setInterval(() => {
        if (sent < parts) response.write(split(body, parts)[sent++]!);
        else response.end(() => clearInterval(sending));
      }, 200);
      onTestFinished(() => clearInterval(sending));
    };
    const pull = start(store, { url: peer.url, streams: ["s"], direction: "pull", requestTimeoutMs: 400 });
    await eventually(async () => expect((await store.head("s")).byteCount).toBeGreaterThan(1_000_000));
    expect(sent).toBeLessThan(parts);
    await reached(pull, "s", { state: "upToDate" });
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
  const [peer, store] = [await Peer.open(), openStore()];
  const text = "x".repeat(1_000_000);
  await store.create("s", { contentType: "text/plain", data: text });
  let uploads = 0;
  peer.receive = async ({ method }) => {
    if (method !== "POST") return;
    uploads++;
    await new Promise((resolve) => setTimeout(resolve, 1500));
  };
  const push = start(store, { url: peer.url, streams: ["s"], direction: "push", requestTimeoutMs: 300 });
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
  const pull = new Replication(store, resolveOptions(options), timing);
  onTestFinished(() => pull.close());
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

test("300 MB in one answer are mirrored while less than 64 MiB of memory are held", async () => {
  const [peer, store] = [await Peer.open(), openStore(await temporaryDirectory())];
  const block = Buffer.from(`${JSON.stringify("y".repeat(300))},`.repeat(3000));
  const blocks = 330;
  peer.create("s", json);
  const answered = { "content-type": json, "stream-next-offset": "5", "stream-up-to-date": "true" };
  peer.intercept = ({ method, url }, response) => {
    if (method !== "GET" || !url!.includes("offset=-1")) return false;
    response.writeHead(200, answered);
    void sendBlocks(response, block, blocks, () => (most = Math.max(most, heldMemory() - before)));
    return true;
  };
  const before = heldMemory();
  let most = 0;
  const pull = start(store, { url: peer.url, streams: ["s"], direction: "pull" });
  await reached(pull, "s", { messages: blocks * 3000 + 1 });
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(64 * 2 ** 20);
});

/** In bytes, without garbage. */
function heldMemory(): number {
  collectGarbage();
  const { external, heapUsed } = process.memoryUsage();
  return external + heapUsed;
}

/** Calls `sample` ten times on the way. */
async function sendBlocks(
  response: ServerResponse,
  block: Buffer,
  count: number,
  sample: () => void,
): Promise<void> {
  response.write("[");
  for (let n = 0; n < count; n++) {
    if (!response.write(block)) await new Promise((resolve) => response.once("drain", resolve));
    if (n % Math.ceil(count / 10) === 0) sample();
  }
  response.end("0]");
}

function split(body: Buffer, parts: number): Buffer[] {
  const size = Math.ceil(body.length / parts);
  return Array.from({ length: parts }, (_, n) => body.subarray(n * size, (n + 1) * size));
}

import { expect, onTestFinished, test } from "vitest";
import { serveStreams } from "../../../src/http/index.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { Peer } from "./peer.ts";
import { dataOf, openStore, reached, start } from "../replicating.ts";

const json = "application/json";
const numbers = (count: number) => Array.from({ length: count }, (_, n) => String(n + 10_000));

test("a pull that is not followed live reads every page", async () => {
  const [peer, store] = [await Peer.open(), openStore()];
  peer.pageMessages = 10;
  peer.create("s", json, numbers(25));
  peer.create("bytes", "text/plain", numbers(25));
  peer.create("empty", json);
  const options = { url: peer.url, streams: ["s", "bytes", "empty"], liveStreams: 0, maxRequests: 1 };
  const pull = start(store, { ...options, direction: "pull" });
  for (const path of options.streams) await reached(pull, path, { state: "upToDate" });
  expect(await dataOf(store, "s")).toEqual(numbers(25).map(Number));
  expect(Buffer.concat((await dataOf(store, "bytes")) as Buffer[]).toString()).toBe(numbers(25).join(""));
  expect(peer.seen.filter((each) => each.startsWith("GET"))).toHaveLength(3 + 3 + 1);
});

test("a live pull reads every page before it waits for messages", async () => {
  const [peer, store] = [await Peer.open(), openStore()];
  peer.pageMessages = 10;
  peer.create("s", json, numbers(25));
  const pull = start(store, { url: peer.url, streams: ["s"], direction: "pull" });
  await reached(pull, "s", { state: "upToDate", messages: 25 });
  await expect.poll(() => peer.seen.at(-1)).toMatch(/live=long-poll/);
  expect(peer.seen.filter((each) => each.includes("live="))).toHaveLength(1);
});

test("a store that is served returns 12,000 messages in however many pages, and all of them arrive", async () => {
  const [remote, store] = [openStore(), openStore()];
  const server = await serveStreams(remote, { port: 0, token: "secret" });
  onTestFinished(() => server.close());
  const streams = Array.from({ length: 4 }, (_, n) => `s/${n}`);
  const data = numbers(12_000).map(Number);
  for (const path of streams) await remote.create(path, { contentType: json, data });
  const headers = { authorization: "Bearer secret" };
  const pull = start(store, { url: server.url, streams, direction: "pull", headers, liveStreams: 2 });
  for (const path of streams) await reached(pull, path, { state: "upToDate", messages: 12_000 });
  for (const path of streams) expect(await dataOf(store, path)).toEqual(data);
});

test("a push finds its batch in more than one page", async () => {
  const [peer, store] = [await Peer.open(), openStore()];
  peer.pageMessages = 10;
  await store.create("s", { contentType: json, data: numbers(25).map(Number) });
  // The server stores the append, and its answer is lost.
  peer.breakNextAppend(() => peer.append("s", ...numbers(25)));
  const push = start(store, { url: peer.url, streams: ["s"], direction: "push" });
  await reached(push, "s", { state: "upToDate", messages: 25 });
  expect(peer.messages("s")).toEqual(numbers(25));
});

test("a restored copy of a writer stops with DIVERGED, however many pages the server has", async () => {
  const peer = await Peer.open();
  const [directory, copy] = [await temporaryDirectory(), await temporaryDirectory()];
  const options = { url: peer.url, streams: ["s"], direction: "push" } as const;
  const store = openStore(directory);
  await store.create("s", { contentType: json, data: [1] });
  const push = start(store, options);
  await reached(push, "s", { state: "upToDate" });
  await store.backup(`${copy}/streams.db`);
  await store.append("s", numbers(25).map(Number));
  await reached(push, "s", { state: "upToDate", messages: 26 });
  await push.close();
  peer.pageMessages = 10;
  const other = openStore(copy);
  await other.append("s", "of the copy");
  const restored = start(other, options);
  const error = expect.objectContaining({ code: "DIVERGED" });
  await reached(restored, "s", { state: "stopped", error });
  expect(peer.messages("s")).toEqual(["1", ...numbers(25)]);
});

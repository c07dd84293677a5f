import { expect, onTestFinished, test } from "vitest";
import { openStreamStore } from "../../../src/store/index.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { Peer } from "./peer.ts";
import { dataOf, eventually, openStore, reached, start } from "../replicating.ts";

const json = "application/json";
const tooLarge = JSON.stringify("x".repeat(2000));
const invalidText = Buffer.from([0x22, 0xff, 0xfe, 0x22]);
const cases: [string, string | Buffer, string, RegExp][] = [
  ["a message above maxMessageBytes", tooLarge, "MESSAGE_TOO_LARGE", /2002 bytes.*maxMessageBytes, 1000/],
  ["invalid UTF-8", invalidText, "MESSAGE_INVALID", /not valid JSON in UTF-8/],
  ["a text that is no JSON", "{'a': 1}", "MESSAGE_INVALID", /not valid JSON in UTF-8/],
];

function smallStore(directory: string, maxMessageBytes = 1000) {
  const store = openStreamStore({ directory, maxMessageBytes });
  onTestFinished(() => store.close());
  return store;
}

test.each(cases)("%s stops the pull with a code and a way on", async (_, message, code, text) => {
  const [peer, directory] = [await Peer.open(), await temporaryDirectory()];
  peer.create("s", json, ["1", message, "2"]);
  const pull = start(smallStore(directory), { url: peer.url, streams: ["s"], direction: "pull" });
  const { error } = await reached(pull, "s", { state: "stopped" });
  expect(error).toEqual({ code, message: expect.stringMatching(text) });
  expect(error!.message).toContain('unstorableMessages: "skip"');
});

test.each(cases)("%s is left out with unstorableMessages, with a warning", async (_, message) => {
  const [peer, directory] = [await Peer.open(), await temporaryDirectory()];
  const warnings: string[] = [];
  const logger = { warn: (text: string) => warnings.push(text) };
  const options = {
    url: peer.url,
    streams: ["s"],
    direction: "pull",
    unstorableMessages: "skip",
    logger,
  } as const;
  peer.create("s", json, ["1", message, "2", message]);
  let store = smallStore(directory);
  let pull = start(store, options);
  await reached(pull, "s", { state: "upToDate", messages: 2 });
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toMatch(/^electron-durable-streams: "s": skipped a message: /);
  await pull.close();
  await store.close();
  // Comparing the mirror with the remote stream at resume passes over what was left out.
  peer.append("s", message, "3");
  store = smallStore(directory);
  pull = start(store, options);
  await reached(pull, "s", { state: "upToDate", messages: 1 });
  expect(await dataOf(store, "s")).toEqual([1, 2, 3]);
});

test("a pull that stopped at a large message continues with a raised limit", async () => {
  const [peer, directory] = [await Peer.open(), await temporaryDirectory()];
  const options = { url: peer.url, streams: ["s"], direction: "pull" } as const;
  peer.create("s", json, ["1", tooLarge, "2"]);
  let store = smallStore(directory);
  let pull = start(store, options);
  await reached(pull, "s", { state: "stopped" });
  await pull.close();
  await store.close();
  store = smallStore(directory, 10_000);
  pull = start(store, options);
  await reached(pull, "s", { state: "upToDate" });
  expect(await dataOf(store, "s")).toEqual([1, JSON.parse(tooLarge), 2]);
});

test("bytes that are not text, and more of them than maxMessageBytes, are mirrored in parts", async () => {
  const [peer, directory] = [await Peer.open(), await temporaryDirectory()];
  const bytes = Buffer.alloc(3_000_000, 0xff);
  peer.create("s", "text/plain", [bytes]);
  const store = smallStore(directory);
  const pull = start(store, { url: peer.url, streams: ["s"], direction: "pull" });
  await reached(pull, "s", { state: "upToDate" });
  expect((await store.head("s")).byteCount).toBe(bytes.length);
});

test("a response that is no JSON array is not mirrored", async () => {
  const [peer, store] = [await Peer.open(), openStore()];
  peer.create("s", json, ["1"]);
  peer.send = (response) => response.end('{"error":"proxy"}');
  const pull = start(store, { url: peer.url, streams: ["s"], direction: "pull" });
  await reached(pull, "s", { error: expect.objectContaining({ code: "SERVER_ERROR" }) });
  peer.send = (response, body) => response.end(body);
  await reached(pull, "s", { state: "upToDate" });
  expect(await dataOf(store, "s")).toEqual([1]);
});

test("an answer whose messages were all left out does not hide that the stream was replaced", async () => {
  const [peer, directory] = [await Peer.open(), await temporaryDirectory()];
  const warnings: string[] = [];
  peer.create("s", json, ["1"]);
  const store = smallStore(directory);
  const pull = start(store, {
    ...{ url: peer.url, streams: ["s"], direction: "pull", liveStreams: 0, pollIntervalMs: 20 },
    unstorableMessages: "skip",
    logger: { warn: (text: string) => warnings.push(text) },
  });
  await reached(pull, "s", { messages: 1 });
  peer.append("s", tooLarge);
  await eventually(() => expect(warnings).toHaveLength(1));
  peer.create("s", json, ["7", tooLarge, "8"]);
  await reached(pull, "s", { state: "stopped", error: expect.objectContaining({ code: "REMOTE_LOST" }) });
  expect(await dataOf(store, "s")).toEqual([1]);
});

test("an answer that was begun is continued only if the mirror is in it, although messages may be left out", async () => {
  const [peer, directory] = [await Peer.open(), await temporaryDirectory()];
  const options = { url: peer.url, streams: ["s"], direction: "pull", unstorableMessages: "skip" } as const;
  const texts = (letter: string) => Array.from({ length: 40 }, () => JSON.stringify(letter.repeat(99_000)));
  peer.create("s", json, texts("a"));
  peer.send = (response, body) => response.write(body.subarray(0, 3_500_000));
  let store = openStore(directory);
  let pull = start(store, options);
  await eventually(async () => expect((await store.head("s")).messageCount).toBeGreaterThan(20));
  await pull.close();
  await store.close();
  peer.send = (response, body) => response.end(body);
  peer.create("s", json, texts("b"));
  store = openStore(directory);
  const { messageCount } = await store.head("s");
  pull = start(store, options);
  await reached(pull, "s", { state: "stopped", error: expect.objectContaining({ code: "REMOTE_LOST" }) });
  expect(await store.head("s")).toMatchObject({ messageCount });
});

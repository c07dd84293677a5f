import { expect, test } from "vitest";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { Peer } from "./peer.ts";
import { dataOf, openStore, reached, start, textsOf } from "../replicating.ts";

const json = "application/json";
const lost = { state: "stopped", error: expect.objectContaining({ code: "REMOTE_LOST" }) };

/** Mirrors a stream, closes the replication, changes the server with `meanwhile`, and starts again. */
async function resumed(
  type: string,
  before: readonly (readonly string[])[],
  meanwhile: (peer: Peer) => void,
  options: { readonly maxRequests?: number; readonly unstorableMessages?: "skip" } = {},
) {
  const [peer, directory] = [await Peer.open(), await temporaryDirectory()];
  const all = { url: peer.url, streams: ["s"], direction: "pull", liveStreams: 0, ...options } as const;
  peer.create("s", type);
  for (const messages of before) {
    peer.append("s", ...messages);
    const store = openStore(directory);
    const pull = start(store, all);
    await reached(pull, "s", { state: "upToDate" });
    await pull.close();
    await store.close();
  }
  meanwhile(peer);
  const store = openStore(directory);
  return { peer, store, pull: start(store, all) };
}

const replacements: [string, string, string[][], string[]][] = [
  ["JSON, mirrored in one answer", json, [["1", "2"]], ["3", "4", "5"]],
  ["JSON, mirrored in several answers", json, [["1"], ["2"]], ["1", "3", "5"]],
  ["bytes, mirrored in one answer", "text/plain", [["ab"]], ["cd", "e"]],
  ["bytes, mirrored in several answers", "text/plain", [["ab"], ["cd"]], ["ab", "ef", "g"]],
];

test.each(replacements)(
  "stops when the remote stream was deleted, created again and has grown past the mirror: %s",
  async (_, type, before, after) => {
    const replace = (peer: Peer) => peer.create("s", type, after);
    const { store, pull } = await resumed(type, before, replace, { maxRequests: 1 });
    const { messageCount } = await store.head("s");
    await reached(pull, "s", lost);
    expect(await store.head("s")).toMatchObject({ messageCount });
  },
);

test.each(replacements)(
  "continues when the remote stream has only grown: %s",
  async (_, type, before, after) => {
    const grow = (peer: Peer) => peer.append("s", ...after);
    const { store, pull } = await resumed(type, before, grow, { maxRequests: 1 });
    await reached(pull, "s", { state: "upToDate", messages: type === json ? after.length : 1 });
    expect((await textsOf(store, "s")).join("")).toBe([...before.flat(), ...after].join(""));
  },
);

test.each([
  ["JSON", json, ["10", "20", "30"], ["20", "30", "40"]],
  ["JSON, up to the end of the mirror", json, ["10", "20"], ["30", "40"]],
  ["bytes", "text/plain", ["ab", "cd", "ef"], ["cd", "ef", "gh"]],
])("continues when the server has dropped old messages: %s", async (_, type, before, left) => {
  const added = left.filter((each) => !before.includes(each));
  const { store, pull } = await resumed(type, [before], (peer) => {
    peer.append("s", ...added);
    const kept = type === json ? `[${left.join(",")}]` : left.join("");
    peer.intercept = ({ url, method }, response) => {
      if (method !== "GET" || !url!.includes("offset=-1")) return false;
      response.writeHead(200, {
        "content-type": type,
        "stream-next-offset": "9",
        "stream-up-to-date": "true",
      });
      response.end(kept);
      return true;
    };
  });
  await reached(pull, "s", { state: "upToDate" });
  expect((await textsOf(store, "s")).join("")).toBe([...before, ...added].join(""));
});

test("an answer that was begun is continued only if the remote stream still has its beginning", async () => {
  const [peer, directory] = [await Peer.open(), await temporaryDirectory()];
  const messages = Array.from({ length: 40 }, (_, n) => JSON.stringify(`${n} ${"x".repeat(99_000)}`));
  peer.create("s", json, messages);
  peer.send = (response, body) => response.write(body.subarray(0, 3_500_000));
  const options = { url: peer.url, streams: ["s"], direction: "pull" } as const;
  let store = openStore(directory);
  let pull = start(store, options);
  await expect.poll(async () => (await store.head("s")).messageCount).toBeGreaterThan(20);
  await pull.close();
  await store.close();
  peer.send = (response, body) => response.end(body);
  peer.create("s", json, messages.with(10, JSON.stringify(`other ${"x".repeat(99_000)}`)));
  store = openStore(directory);
  pull = start(store, options);
  await reached(pull, "s", lost);
});

test("an answer without messages in between does not hide that the stream was replaced", async () => {
  const [peer, store] = [await Peer.open(), openStore()];
  peer.create("s", json, ["1", "2"]);
  const options = { url: peer.url, streams: ["s"], direction: "pull", liveStreams: 0 } as const;
  const pull = start(store, { ...options, pollIntervalMs: 20 });
  await reached(pull, "s", { state: "upToDate" });
  const polls = () => peer.seen.filter((each) => each === "GET ?offset=0000000000000002").length;
  await expect.poll(polls).toBeGreaterThan(1);
  peer.create("s", json, ["3", "4"]);
  const before = polls();
  await expect.poll(polls).toBeGreaterThan(before + 1);
  peer.append("s", "5");
  await reached(pull, "s", lost);
  expect(await dataOf(store, "s")).toEqual([1, 2]);
});

test("a mirror of an older version is continued without a comparison", async () => {
  const [peer, store] = [await Peer.open(), openStore()];
  peer.create("s", json, ["1", "2", "3"]);
  await store.create("s", { contentType: json });
  await store.append("s", [1, 2], { seq: "0000000000000002" });
  const pull = start(store, { url: peer.url, streams: ["s"], direction: "pull" });
  await reached(pull, "s", { state: "upToDate", messages: 1 });
  expect(await dataOf(store, "s")).toEqual([1, 2, 3]);
});

test("a mirror whose own retention has dropped messages continues", async () => {
  const { store, pull } = await resumed(json, [["1", "2"]], (peer) => peer.append("s", "3"));
  await store.setRetention("s", { maxMessages: 1 });
  await reached(pull, "s", { state: "upToDate" });
  expect((await dataOf(store, "s")).at(-1)).toBe(3);
});

test.each([
  ["polled", { liveStreams: 0, pollIntervalMs: 20 }],
  ["live, on a line that breaks", {}],
])("every resume of one pull compares, also after one that has compared: %s", async (_, options) => {
  const [peer, store] = [await Peer.open(), openStore()];
  peer.create("s", json, ["1"]);
  peer.intercept = ({ url }, response) => {
    if (url!.includes("live=")) response.destroy();
    return url!.includes("live=");
  };
  let answers = 0;
  peer.send = (response, body) => {
    response.end(body);
    if (String(body) === "[]") return;
    answers++;
    // The first answer; then the new message, the comparison, and the new message again.
    if (answers === 4) peer.create("s", json, ["5", "6", "7"]);
  };
  const pull = start(store, { url: peer.url, streams: ["s"], direction: "pull", ...options });
  await reached(pull, "s", { messages: 1 });
  peer.append("s", "2");
  await reached(pull, "s", lost);
  expect(await dataOf(store, "s")).toEqual([1, 2]);
});

test.each([
  ["JSON", json, (letter: string) => JSON.stringify(letter.repeat(100_000))],
  ["bytes", "text/plain", (letter: string) => letter.repeat(100_000)],
])("a replaced stream is recognised although messages may be left out: %s", async (_, type, text) => {
  const before = ["a", "b", "c", "d"].map(text);
  const replace = (peer: Peer) => peer.create("s", type, ["e", "f", "g", "h", "i"].map(text));
  const { store, pull } = await resumed(type, [before], replace, { unstorableMessages: "skip" });
  const { tailOffset } = await store.head("s");
  await reached(pull, "s", lost);
  expect(await store.head("s")).toMatchObject({ tailOffset });
});

import { expect, onTestFinished, test, vi } from "vitest";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { Gateway } from "../campaign/gateway.ts";
import { Peer } from "./peer.ts";
import { eventually, openStore, reached, start } from "../replicating.ts";

const json = "application/json";

test.each([409, 400] as const)(
  "a server that forgets a producer (%i): the push begins a new epoch and continues",
  async (status) => {
    const [peer, store] = [await Peer.open(), openStore()];
    peer.unknownProducer = status;
    await store.create("s", { contentType: json, data: [1] });
    const push = start(store, { url: peer.url, streams: ["s"], direction: "push" });
    for (const n of [2, 3, 4, 5]) {
      await reached(push, "s", { state: "upToDate", messages: n - 1 });
      if (n % 2 === 1) peer.forgetProducers();
      await store.append("s", n);
    }
    await reached(push, "s", { state: "upToDate", messages: 5 });
    expect(peer.messages("s")).toEqual(["1", "2", "3", "4", "5"]);
    const posts = peer.seen.filter((each) => each.startsWith("POST"));
    expect(posts).toEqual(["0/0", "0/1", "0/2", "1/0", "1/1", "1/2", "2/0"].map((each) => `POST ${each}`));
  },
);

test("a server that forgets a producer is not sent a batch that it has", async () => {
  const [peer, store] = [await Peer.open(), openStore()];
  await store.create("s", { contentType: json, data: [1] });
  const push = start(store, { url: peer.url, streams: ["s"], direction: "push" });
  await reached(push, "s", { state: "upToDate" });
  peer.intercept = ({ method }) => {
    if (method !== "POST") return false;
    peer.intercept = () => false;
    peer.append("s", "2");
    peer.forgetProducers();
    return false;
  };
  await store.append("s", 2);
  await reached(push, "s", { state: "upToDate", messages: 2 });
  await store.append("s", 3);
  await reached(push, "s", { state: "upToDate", messages: 3 });
  expect(peer.messages("s")).toEqual(["1", "2", "3"]);
});

test("a server that was killed within a batch is sent the rest of it", async () => {
  const [peer, store] = [await Peer.open(), openStore()];
  await store.create("s", { contentType: json });
  const push = start(store, { url: peer.url, streams: ["s"], direction: "push" });
  await reached(push, "s", { state: "upToDate" });
  peer.breakNextAppend(() => peer.append("s", "1", "2"));
  await store.append("s", [1, 2, 3, 4]);
  await reached(push, "s", { state: "upToDate", messages: 4 });
  await store.append("s", 5);
  await reached(push, "s", { state: "upToDate", messages: 5 });
  expect(peer.messages("s")).toEqual(["1", "2", "3", "4", "5"]);
});

test("a push of a closed stream that starts anew finds it complete", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  const options = { url: gateway.url, streams: ["s"], direction: "push" } as const;
  await store.create("s", { contentType: json, data: [1, 2], closed: true });
  let push = start(store, options);
  const { remoteUrl } = await reached(push, "s", { state: "complete" });
  await push.close();
  await store.replicas.delete("s", remoteUrl);
  push = start(store, options);
  await reached(push, "s", { state: "complete" });
  expect(await gateway.json("s")).toEqual([1, 2]);
});

test("a server that forgets a producer before the stream is closed: the push closes it", async () => {
  const [peer, store] = [await Peer.open(), openStore()];
  await store.create("s", { contentType: json, data: [1] });
  const push = start(store, { url: peer.url, streams: ["s"], direction: "push" });
  await reached(push, "s", { state: "upToDate" });
  peer.forgetProducers();
  await store.closeStream("s");
  await reached(push, "s", { state: "complete" });
  expect(peer.messages("s")).toEqual(["1"]);
});

test("a server that forgets a producer while the writer is closed: the next start continues", async () => {
  const [peer, directory] = [await Peer.open(), await temporaryDirectory()];
  const options = { url: peer.url, streams: ["s"], direction: "push" } as const;
  for (const round of [0, 1, 2]) {
    const store = openStore(directory);
    if (round === 0) await store.create("s", { contentType: json, data: ["first"] });
    await store.append("s", round);
    const push = start(store, options);
    await reached(push, "s", { state: "upToDate" });
    await push.close();
    await store.append("s", "while closed");
    await store.close();
    peer.forgetProducers();
  }
  const text = peer.messages("s").join("");
  expect(text).toBe('"first"0"while closed"1"while closed"2');
});

test("the reference server, which forgets a producer after seven days, is pushed to after eight", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  await store.create("s", { contentType: json, data: [1] });
  const push = start(store, { url: gateway.url, streams: ["s"], direction: "push" });
  await reached(push, "s", { state: "upToDate" });
  await store.append("s", 2);
  await reached(push, "s", { state: "upToDate", messages: 2 });
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 8 * 86_400_000 });
  onTestFinished(() => void vi.useRealTimers());
  await store.append("s", 3);
  await reached(push, "s", { state: "upToDate", messages: 3 });
  expect(await gateway.json("s")).toEqual([1, 2, 3]);
  const posts = gateway.seen.filter(({ method }) => method === "POST");
  expect(posts.map(({ headers }) => headers["producer-epoch"])).toEqual(["0", "0", "0", "1"]);
});

test("a server that forgets a producer and messages: the push stops", async () => {
  const [peer, store] = [await Peer.open(), openStore()];
  await store.create("s", { contentType: json, data: [1, 2] });
  const push = start(store, { url: peer.url, streams: ["s"], direction: "push" });
  await reached(push, "s", { state: "upToDate" });
  await store.append("s", 3);
  await reached(push, "s", { state: "upToDate", messages: 3 });
  peer.create("s", json, ["1"]);
  await store.append("s", 4);
  await reached(push, "s", { state: "stopped", error: expect.objectContaining({ code: "REMOTE_LOST" }) });
  expect(peer.messages("s")).toEqual(["1"]);
});

test("several writers: a server that forgets one of them has each message once", async () => {
  const peer = await Peer.open();
  const stores = [openStore(), openStore()];
  const options = { url: peer.url, streams: ["s"], direction: "push", soleWriter: false } as const;
  const pushes = stores.map((store) => start(store, options));
  for (const store of stores) await store.create("s", { contentType: json });
  for (const round of [0, 1, 2]) {
    for (const [n, store] of stores.entries()) {
      await store.append("s", `${n} ${round}`);
      await reached(pushes[n]!, "s", { state: "upToDate", messages: round + 1 });
      peer.forgetProducers();
    }
  }
  expect(peer.messages("s")).toEqual(['"0 0"', '"1 0"', '"0 1"', '"1 1"', '"0 2"', '"1 2"']);
});

test.each([
  ["application/json", ["0", "2", "2", "3", "0"]],
  ["text/plain", ["02", "23", "0"]],
])(
  "several writers: a batch of %s that arrived before the server forgot its producer is found",
  async (contentType, stored) => {
    const [peer, store] = [await Peer.open(), openStore()];
    const options = { url: peer.url, streams: ["s"], direction: "push", soleWriter: false } as const;
    const messages = (...text: string[]) => text.map((each) => Buffer.from(each));
    await store.create("s", { contentType, data: messages("1") });
    const push = start(store, options);
    await reached(push, "s", { state: "upToDate" });
    peer.breakNextAppend(() => {
      // The batch stands between messages of another writer.
      peer.append("s", ...stored);
      peer.forgetProducers();
    });
    await store.append("s", messages("2", "3"));
    await reached(push, "s", { state: "upToDate", messages: 3 });
    await store.append("s", messages("4"));
    await reached(push, "s", { state: "upToDate", messages: 4 });
    expect(peer.messages("s")).toEqual(["1", ...stored, "4"]);
  },
);

test.each(["application/json", "text/plain"])(
  "a push of %s that starts anew continues where the server is",
  async (contentType) => {
    const [peer, store] = [await Peer.open(), openStore()];
    peer.pageMessages = 2;
    const options = { url: peer.url, streams: ["s"], direction: "push" } as const;
    await store.create("s", { contentType, data: ["a", "b", "c"] });
    let push = start(store, options);
    const { remoteUrl } = await reached(push, "s", { state: "upToDate" });
    await push.close();
    const before = peer.messages("s");
    await store.append("s", ["d", "e"]);
    await store.replicas.delete("s", remoteUrl);
    push = start(store, options);
    await reached(push, "s", { state: "upToDate", messages: 2 });
    expect(peer.messages("s").slice(0, before.length)).toEqual(before);
    const text = peer.messages("s").join("");
    expect(text).toBe(contentType === json ? '"a""b""c""d""e"' : "abcde");
  },
);

test("a push that starts anew stops where the server has something else", async () => {
  const [peer, store] = [await Peer.open(), openStore()];
  peer.create("s", json, ["1", "2", "8"]);
  await store.create("s", { contentType: json, data: [1, 2, 3] });
  const push = start(store, { url: peer.url, streams: ["s"], direction: "push" });
  await reached(push, "s", { state: "stopped", error: expect.objectContaining({ code: "DIVERGED" }) });
  expect(peer.messages("s")).toEqual(["1", "2", "8"]);
});

test("a stream that is created again at the same path is pushed behind its predecessor's messages", async () => {
  const [peer, store] = [await Peer.open(), openStore()];
  const push = start(store, { url: peer.url, streams: { prefix: "" }, direction: "push" });
  for (const last of ["first", "second"]) {
    await store.create("s", { contentType: json, data: ["begin", last] });
    await reached(push, "s", { state: "upToDate", messages: 2 });
    await store.delete("s");
    await eventually(() => expect(push.replicates("s")).toBe(false));
  }
  expect(peer.messages("s")).toEqual(['"begin"', '"first"', '"begin"', '"second"']);
});

test("a push that starts anew knows the messages that retention has dropped here", async () => {
  const [peer, store] = [await Peer.open(), openStore()];
  const options = { url: peer.url, streams: ["s"], direction: "push" } as const;
  await store.create("s", { contentType: json, retention: { afterReplicated: true }, data: [1, 2, 3] });
  let push = start(store, options);
  const { remoteUrl } = await reached(push, "s", { state: "upToDate" });
  await push.close();
  await store.append("s", 4);
  await store.replicas.delete("s", remoteUrl);
  push = start(store, options);
  await reached(push, "s", { state: "upToDate", messages: 1 });
  expect(peer.messages("s")).toEqual(["1", "2", "3", "4"]);
});

test.each([
  ["writes JSON with sorted keys and spaces", '{"b":1,"a":[12345678901234567890,1.50]}', true],
  ["has another number of 20 digits", '{"b":1,"a":[12345678901234567891,1.5]}', false],
])("after a lost answer, a server that %s", async (_, sent, isSame) => {
  const [peer, store] = [await Peer.open(), openStore()];
  const stored = '{ "a": [12345678901234567890, 15e-1], "b": 1 }';
  peer.rewrite = () => stored;
  await store.create("s", { contentType: json });
  const push = start(store, { url: peer.url, streams: ["s"], direction: "push" });
  await reached(push, "s", { state: "upToDate" });
  peer.breakNextAppend(() => peer.append("s", stored));
  await store.append("s", Buffer.from(sent));
  await reached(push, "s", { state: isSame ? "upToDate" : "stopped", messages: isSame ? 1 : 0 });
  expect(peer.messages("s")).toEqual([stored]);
});

test("the remote stream's own spelling of its content type is used", async () => {
  const [peer, store] = [await Peer.open(), openStore()];
  peer.create("s", "text/plain;charset=UTF-8");
  await store.create("s", { contentType: "text/plain", data: ["a"] });
  const push = start(store, { url: peer.url, streams: ["s"], direction: "push" });
  await reached(push, "s", { state: "upToDate" });
  expect(peer.messages("s")).toEqual(["a"]);
});

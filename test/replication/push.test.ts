import { expect, test } from "vitest";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { Gateway } from "./campaign/gateway.ts";
import { eventually, openStore, reached, start } from "./replicating.ts";

const json = { contentType: "application/json" };

test("pushes existing and new messages", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  await store.create("notes", { ...json, data: [1, 2] });
  const push = start(store, { url: gateway.url, streams: { prefix: "" }, direction: "push" });
  await reached(push, "notes", { state: "upToDate", messages: 2, lag: { messages: 0, bytes: 0 } });
  await store.append("notes", { three: [3] });
  await store.create("later/text", { contentType: "text/plain", data: ["a", "b"] });
  await reached(push, "notes", { state: "upToDate", messages: 3 });
  await reached(push, "later/text", { state: "upToDate", messages: 2 });
  expect(await gateway.json("notes")).toEqual([1, 2, { three: [3] }]);
  expect(await gateway.text("later/text")).toBe("ab");
});

test("pushes content type, time to live, expiry and closing", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  const expiresAt = new Date(Date.now() + 3_600_000);
  await store.create("sliding", { contentType: "text/csv", ttlSeconds: 4000, data: "1,2" });
  await store.create("dated", { expiresAt, data: new Uint8Array([0, 255]) });
  await store.create("ended", { ...json, data: ["all"], closed: true });
  const push = start(store, { url: gateway.url, streams: { prefix: "" }, direction: "push" });
  await reached(push, "ended", { state: "complete" });
  await reached(push, "sliding", { state: "upToDate" });
  await reached(push, "dated", { state: "upToDate" });
  const head = async (path: string) => (await gateway.fetch(path, { method: "HEAD" })).headers;
  expect((await head("sliding")).get("content-type")).toBe("text/csv");
  expect((await head("sliding")).get("stream-ttl")).toBe("4000");
  expect(new Date((await head("dated")).get("stream-expires-at")!)).toEqual(expiresAt);
  expect((await head("ended")).get("stream-closed")).toBe("true");
  await store.closeStream("sliding");
  await reached(push, "sliding", { state: "complete" });
  expect((await head("sliding")).get("stream-closed")).toBe("true");
});

test("continues where it was after a restart, as the same producer", async () => {
  const [gateway, directory] = [await Gateway.open(), await temporaryDirectory()];
  const options = { url: gateway.url, streams: ["s"], direction: "push" } as const;
  for (let round = 0; round < 3; round++) {
    const store = openStore(directory);
    if (round === 0) await store.create("s", json);
    await store.append("s", { round });
    const push = start(store, options);
    await reached(push, "s", { state: "upToDate", messages: 1 });
    await push.close();
    await store.close();
  }
  expect(await gateway.json("s")).toEqual([{ round: 0 }, { round: 1 }, { round: 2 }]);
  const producers = gateway.seen.flatMap(({ method, headers }) =>
    method === "POST" ? [[headers["producer-id"], headers["producer-epoch"], headers["producer-seq"]]] : [],
  );
  const id = producers[0]![0];
  expect(producers).toEqual([
    [id, "0", "0"],
    [id, "0", "1"],
    [id, "0", "2"],
  ]);
});

test.each(["lose-answer", "truncate-answer"] as const)(
  "neither repeats nor skips an append that arrived, after %s",
  async (fault) => {
    const [gateway, store] = [await Gateway.open(), openStore()];
    await store.create("s", { ...json, data: [1] });
    let faults = 0;
    gateway.reply = ({ method }) => (method === "POST" && faults++ < 3 ? fault : "pass");
    const push = start(store, { url: gateway.url, streams: ["s"], direction: "push" });
    for (const n of [2, 3, 4]) {
      await reached(push, "s", { state: "upToDate", messages: n - 1 });
      await store.append("s", n);
    }
    await reached(push, "s", { state: "upToDate", messages: 4 });
    expect(await gateway.json("s")).toEqual([1, 2, 3, 4]);
    expect(faults).toBeGreaterThan(3);
  },
);

test("repeats the lookup of a batch when the response is cut off", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  await store.create("s", { ...json, data: [1, 2, 3] });
  const faults = { POST: "lose-answer", GET: "truncate-answer" } as const;
  const left = { POST: 1, GET: 3 };
  gateway.reply = ({ method }) =>
    (method === "POST" || method === "GET") && left[method]-- > 0 ? faults[method] : "pass";
  const push = start(store, { url: gateway.url, streams: ["s"], direction: "push" });
  await reached(push, "s", { state: "upToDate", messages: 3 });
  expect(left.GET).toBeLessThan(0);
  expect(await gateway.json("s")).toEqual([1, 2, 3]);
});

test("repeats a request that the server does not answer in time", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  await store.create("s", { ...json, data: [1] });
  let silent = 0;
  gateway.reply = ({ method }) => (method === "POST" && silent++ < 2 ? "silence" : "pass");
  const options = { url: gateway.url, streams: ["s"], requestTimeoutMs: 300 };
  const push = start(store, { ...options, direction: "push" });
  await reached(push, "s", { state: "upToDate", messages: 1 });
  expect(silent).toBeGreaterThan(2);
  expect(await gateway.json("s")).toEqual([1]);
});

test("retention after replication drops only what was acknowledged", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  const retention = { afterReplicated: true };
  await store.create("all", { ...json, retention, data: [1, 2, 3] });
  await store.create("some", { ...json, retention: { ...retention, maxMessages: 2 }, data: [1, 2, 3] });
  gateway.reply = () => ({ status: 503 });
  const push = start(store, { url: gateway.url, streams: { prefix: "" }, direction: "push" });
  await reached(push, "all", { error: expect.objectContaining({ code: "RATE_LIMITED" }) });
  expect(await store.head("all")).toMatchObject({ messageCount: 3 });
  expect(await store.head("some")).toMatchObject({ messageCount: 3 });
  gateway.reply = () => "pass";
  await reached(push, "all", { state: "upToDate" });
  await reached(push, "some", { state: "upToDate" });
  expect(await store.head("all")).toMatchObject({ messageCount: 0 });
  expect(await store.head("some")).toMatchObject({ messageCount: 2 });
  expect(await gateway.json("all")).toEqual([1, 2, 3]);
  await store.append("all", [4, 5]);
  await reached(push, "all", { state: "upToDate", messages: 5 });
  expect(await gateway.json("all")).toEqual([1, 2, 3, 4, 5]);
});

test("pushes a stream that is created again while a request of the deleted one is on its way", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  await store.create("s", { ...json, data: [1] });
  gateway.reply = ({ method }) => (method === "POST" ? "silence" : "pass");
  const push = start(store, { url: gateway.url, streams: { prefix: "" }, direction: "push" });
  await eventually(() => expect(gateway.seen.some(({ method }) => method === "POST")).toBe(true));
  gateway.reply = () => "pass";
  await Promise.all([store.delete("s"), store.create("s", { ...json, data: [2] })]);
  await reached(push, "s", { state: "upToDate", messages: 1 });
  expect(await gateway.json("s")).toEqual([2]);
});

test("closes while it waits for headers that never come", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  await store.create("s", json);
  let asked = 0;
  const headers = () => new Promise<never>(() => asked++);
  const push = start(store, { url: gateway.url, streams: ["s"], direction: "push", headers });
  await eventually(() => expect(asked).toBeGreaterThan(0));
  await push.close();
});

test("pausing a stream during a request does not count against the server", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  await store.create("s", { ...json, data: [1] });
  gateway.reply = ({ method }) => (method === "POST" ? "silence" : "pass");
  const push = start(store, { url: gateway.url, streams: ["s"], direction: "push" });
  await eventually(() => expect(gateway.seen.some(({ method }) => method === "POST")).toBe(true));
  push.pause("s");
  await store.create("other", json);
  await reached(push, "s", { state: "paused" });
  expect((await push.status()).server).toEqual({ state: "online" });
});

test("a refused replication leaves nothing running", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  const pull = (streams: string[]) => start(store, { url: gateway.url, streams, direction: "pull" });
  pull(["b"]);
  expect(() => pull(["a", "b"])).toThrow(/already replicated/);
  // The stream that was started before the refusal has released its claim.
  await eventually(() => expect(() => pull(["a"])).not.toThrow());
});

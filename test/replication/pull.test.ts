import { expect, test } from "vitest";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { Gateway } from "./campaign/gateway.ts";
import { dataOf, eventually, openStore, reached, start } from "./replicating.ts";

const json = "application/json";

test("mirrors existing and new messages, which readers see alike", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  await gateway.create("s", json, "[1,2]");
  const pull = start(store, { url: gateway.url, streams: ["s"], direction: "pull" });
  await reached(pull, "s", { state: "upToDate", messages: 2 });
  const seen: unknown[] = [];
  const abort = new AbortController();
  const reading = (async () => {
    for await (const page of store.subscribe("s", { offset: "-1", signal: abort.signal }))
      seen.push(...page.messages.map(({ data }) => data));
  })();
  await gateway.append("s", json, '[{"three":3}]');
  await eventually(() => expect(seen).toEqual([1, 2, { three: 3 }]));
  abort.abort();
  await reading;
});

test("mirrors content type, time to live, expiry and closing", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  const expiresAt = new Date(Date.now() + 3_600_000);
  const put = (path: string, headers: Record<string, string>) =>
    gateway.fetch(path, { method: "PUT", headers, body: "a,b" });
  await put("sliding", { "content-type": "text/csv", "stream-ttl": "4000" });
  await put("dated", { "content-type": "text/csv", "stream-expires-at": expiresAt.toISOString() });
  await put("ended", { "content-type": "text/csv", "stream-closed": "true" });
  const streams = ["sliding", "dated", "ended"];
  const pull = start(store, { url: gateway.url, streams, direction: "pull" });
  await reached(pull, "ended", { state: "complete" });
  await reached(pull, "sliding", { state: "upToDate" });
  await reached(pull, "dated", { state: "upToDate" });
  expect(await store.head("sliding")).toMatchObject({ contentType: "text/csv", ttlSeconds: 4000 });
  expect(await store.head("dated")).toMatchObject({ contentType: "text/csv", expiresAt });
  expect(await store.head("ended")).toMatchObject({ closed: true, byteCount: 3 });
  await gateway.fetch("sliding", { method: "POST", headers: { "stream-closed": "true" } });
  await reached(pull, "sliding", { state: "complete" });
  expect(await store.head("sliding")).toMatchObject({ closed: true });
});

test("continues where it was after a restart", async () => {
  const [gateway, directory] = [await Gateway.open(), await temporaryDirectory()];
  await gateway.create("s", json);
  for (let round = 0; round < 3; round++) {
    await gateway.append("s", json, `[${round}]`);
    const store = openStore(directory);
    const pull = start(store, { url: gateway.url, streams: ["s"], direction: "pull" });
    await reached(pull, "s", { state: "upToDate", messages: 1 });
    expect(await dataOf(store, "s")).toEqual([0, 1, 2].slice(0, round + 1));
    await pull.close();
    await store.close();
  }
});

test.each(["lose-answer", "truncate-answer"] as const)("repeats a request after %s", async (fault) => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  await gateway.create("s", json, "[1,2]");
  let faults = 0;
  gateway.reply = ({ method }) => (method === "GET" && faults++ % 2 === 0 ? fault : "pass");
  const pull = start(store, { url: gateway.url, streams: ["s"], direction: "pull" });
  await eventually(async () => expect(await dataOf(store, "s").catch(() => [])).toEqual([1, 2]));
  await gateway.append("s", json, "[3]");
  await eventually(async () => expect(await dataOf(store, "s")).toEqual([1, 2, 3]));
  expect(faults).toBeGreaterThan(2);
  await reached(pull, "s", { direction: "pull" });
});

test("polls the streams beyond those that it follows live", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  const streams = ["a", "b", "c", "d"];
  for (const path of streams) await gateway.create(path, json, "[1]");
  const options = { url: gateway.url, streams, liveStreams: 1, pollIntervalMs: 100 };
  start(store, { ...options, direction: "pull" });
  const arrived = async (data: unknown[]) => {
    for (const path of streams) expect(await dataOf(store, path)).toEqual(data);
  };
  await eventually(() => arrived([1]));
  for (const path of streams) await gateway.append(path, json, "[2]");
  await eventually(() => arrived([1, 2]));
});

test("waits for a remote stream that does not exist yet", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  const pull = start(store, { url: gateway.url, streams: ["s"], direction: "pull" });
  await reached(pull, "s", { state: "waiting", error: expect.objectContaining({ code: "NOT_FOUND" }) });
  await gateway.create("s", json, "[1]");
  await reached(pull, "s", { state: "upToDate" });
  expect(await dataOf(store, "s")).toEqual([1]);
});

test("stops when the mirror has messages that it did not pull", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  const streams = ["before", "with a seq", "without"];
  for (const path of streams) await gateway.create(path, json, "[1]");
  await store.create("before", { contentType: json, data: ["mine"] });
  const pull = start(store, { url: gateway.url, streams, direction: "pull" });
  const conflict = { state: "stopped", error: expect.objectContaining({ code: "LOCAL_CONFLICT" }) };
  await reached(pull, "before", conflict);
  for (const path of streams.slice(1)) await reached(pull, path, { state: "upToDate" });
  await store.append("with a seq", "mine", { seq: "z" });
  await store.append("without", "mine");
  for (const path of streams.slice(1)) {
    await gateway.append(path, json, "[2]");
    await reached(pull, path, conflict);
    expect(await dataOf(store, path)).toEqual([1, "mine"]);
  }
  expect(await dataOf(store, "before")).toEqual(["mine"]);
});

import { expect, test } from "vitest";
import type { ReplicationErrorCode } from "../../src/protocol/replication.ts";
import { holdLock } from "../support/hold-lock/other-program.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { Gateway, type Reply } from "./campaign/gateway.ts";
import { elsewhere, Network } from "./network/network.ts";
import { dataOf, eventually, openStore, reached, start } from "./replicating.ts";

const contentType = "application/json";
const loginPage: Reply = {
  status: 200,
  headers: { "content-type": "text/html" },
  body: "<!doctype html><title>Free Wi-Fi</title>",
};
const withCode = (code: ReplicationErrorCode) => expect.objectContaining({ code });

/** Fifty streams, each with a message to push. */
async function manyStreams(): Promise<{ store: ReturnType<typeof openStore>; paths: string[] }> {
  const store = openStore();
  const paths = Array.from({ length: 50 }, (_, n) => `s/${n}`);
  for (const path of paths) await store.create(path, { contentType, data: [path] });
  return { store, paths };
}

test.each([
  ["a captive portal", loginPage, "CAPTIVE_PORTAL"],
  ["a redirection to a login page", { status: 302, headers: { location: "/login" } }, "CAPTIVE_PORTAL"],
  ["a dead connection", "lose-answer", "UNREACHABLE"],
  ["an expired token", { status: 401 }, "UNAUTHORIZED"],
  ["an overloaded server", { status: 503 }, "RATE_LIMITED"],
] as const)(
  "%s: one request at a time tries the server for all streams, less and less often",
  async (_, reply, code) => {
    const [gateway, { store, paths }] = [await Gateway.open(), await manyStreams()];
    gateway.reply = () => reply;
    const backoff = { initialMs: 50, maxMs: 100_000 };
    const options = { url: gateway.url, streams: { prefix: "" }, backoff };
    const push = start(store, { ...options, direction: "push" });
    // A 401 is followed by one more request with fresh headers.
    const each = code === "UNAUTHORIZED" ? 2 : 1;
    // Up to six requests go out before the first response, and fewer on a busy machine; the waits after them double, and are
    // at least a tenth of their bound.
    const atOnce = 6 * each;
    await eventually(() => expect(gateway.seen.length).toBeGreaterThanOrEqual(atOnce + 4 * each));
    const { server, streams } = await push.status();
    expect(server).toMatchObject({ error: withCode(code) });
    expect(streams).toHaveLength(50);
    const tries = gateway.seen.slice(atOnce);
    expect(tries[3 * each]!.at - tries[0]!.at).toBeGreaterThanOrEqual(0.1 * (50 + 100 + 200));
    gateway.reply = () => "pass";
    push.retryNow();
    for (const path of paths) await reached(push, path, { state: "upToDate" });
    for (const path of paths) expect(await gateway.json(path)).toEqual([path]);
  },
);

test("another program's lock on the local store: the push waits for it, and goes on", async () => {
  const [gateway, directory] = [await Gateway.open(), await temporaryDirectory()];
  const store = openStore(directory);
  await store.create("a", { contentType, data: [1] });
  const other = await holdLock(directory);
  const push = start(store, { url: gateway.url, streams: { prefix: "" }, direction: "push" });
  await reached(push, "a", { error: withCode("LOCAL_UNAVAILABLE") });
  await other.release();
  await reached(push, "a", { state: "upToDate" });
  expect(await gateway.json("a")).toEqual([1]);
});

test("offline: nothing is sent until the machine is online again", async () => {
  const [gateway, { store, paths }] = [await Gateway.open(), await manyStreams()];
  const network = new Network();
  network.online = false;
  const options = { ...elsewhere(gateway), streams: { prefix: "" }, connectivity: network };
  const push = start(store, { ...options, direction: "push", backoff: { maxMs: 1_000_000 } });
  for (const path of paths) await reached(push, path, { state: "offline" });
  await store.append(paths[0]!, "written offline");
  await reached(push, paths[0]!, { state: "offline", lag: expect.objectContaining({ messages: 2 }) });
  expect(await push.status()).toMatchObject({ server: { state: "offline", error: withCode("OFFLINE") } });
  expect(gateway.seen).toEqual([]);
  network.change(true);
  for (const path of paths) await reached(push, path, { state: "upToDate" });
  expect(await gateway.json(paths[0]!)).toEqual([paths[0], "written offline"]);
});

test("asleep: requests on their way are aborted when the machine wakes, long before their time limit", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  const network = new Network();
  await store.create("pushed", { contentType, data: [1] });
  await gateway.create("pulled", contentType, "[1]");
  const options = { url: gateway.url, connectivity: network, requestTimeoutMs: 1_000_000_000 };
  const push = start(store, { ...options, streams: ["pushed"], direction: "push" });
  const pull = start(store, { ...options, streams: ["pulled"], direction: "pull" });
  await reached(push, "pushed", { state: "upToDate" });
  await reached(pull, "pulled", { state: "upToDate" });
  gateway.reply = () => "silence";
  await store.append("pushed", 2);
  const waiting = gateway.seen.length;
  await eventually(() => expect(gateway.seen.slice(waiting).map(({ method }) => method)).toContain("POST"));
  gateway.reply = () => "pass";
  network.wake();
  await reached(push, "pushed", { state: "upToDate", messages: 2 });
  await gateway.append("pulled", contentType, "[2]");
  await reached(pull, "pulled", { messages: 2 });
  expect(await gateway.json("pushed")).toEqual([1, 2]);
  expect(await dataOf(store, "pulled")).toEqual([1, 2]);
});

test("an expired token: a request succeeds with the fresh headers after a 401", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  await store.create("s", { contentType, data: [1] });
  let valid = "token 1";
  let current = "token 1";
  gateway.reply = ({ headers }) => {
    if (headers.authorization === valid) return "pass";
    // The app notices the 401, too, and gets a new token.
    current = valid;
    return { status: 401 };
  };
  const headers = async () => ({ authorization: current });
  const push = start(store, { url: gateway.url, streams: ["s"], direction: "push", headers });
  await reached(push, "s", { state: "upToDate", messages: 1 });
  valid = "token 2";
  await store.append("s", 2);
  await reached(push, "s", { state: "upToDate", messages: 2 });
  expect(await gateway.json("s")).toEqual([1, 2]);
  expect((await push.status()).server).toEqual({ state: "online" });
});

test("429: no stream sends a request before the time that the server named", async () => {
  const [gateway, { store, paths }] = [await Gateway.open(), await manyStreams()];
  let refusedAt = 0;
  gateway.reply = () => {
    if (refusedAt > 0) return "pass";
    refusedAt = Date.now();
    return { status: 429, headers: { "retry-after": "1" } };
  };
  const options = { url: gateway.url, streams: { prefix: "" }, maxRequests: 1 };
  const push = start(store, { ...options, direction: "push" });
  for (const path of paths) await reached(push, path, { state: "upToDate" });
  // The clock has whole milliseconds, the timer fractions.
  expect(gateway.seen[1]!.at - refusedAt).toBeGreaterThanOrEqual(995);
});

test("a date in Retry-After is compared with the server's clock, not with this machine's", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  await store.create("s", { contentType, data: [1] });
  let refusals = 0;
  const aDayAgo = Date.now() - 86_400_000;
  const headers = {
    date: new Date(aDayAgo).toUTCString(),
    "retry-after": new Date(aDayAgo + 3_000_000).toUTCString(),
  };
  gateway.reply = () => (refusals++ === 0 ? { status: 429, headers } : "pass");
  const push = start(store, { url: gateway.url, streams: ["s"], direction: "push" });
  await reached(push, "s", { error: withCode("RATE_LIMITED") });
  const { server } = await push.status();
  expect(server.nextAttemptAt! - Date.now()).toBeGreaterThan(1_000_000);
  expect(refusals).toBe(1);
  push.retryNow();
  await reached(push, "s", { state: "upToDate" });
});

test.each([
  ["410", { status: 410 }, "REMOTE_GONE"],
  ["409 of a producer gap", { status: 409, headers: { "producer-expected-seq": "0" } }, "REMOTE_LOST"],
  ["403 of a fenced producer", { status: 403, headers: { "producer-epoch": "9" } }, "FENCED"],
  ["413", { status: 413 }, "REFUSED"],
] as const)("%s: the stream stops with its code, and the others continue", async (_, reply, code) => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  for (const path of ["bad", "good"]) await store.create(path, { contentType, data: [1] });
  gateway.reply = ({ method, path }) => (method === "POST" && path === "bad" ? reply : "pass");
  const push = start(store, { url: gateway.url, streams: { prefix: "" }, direction: "push" });
  await reached(push, "bad", { state: "stopped", error: withCode(code) });
  await reached(push, "good", { state: "upToDate" });
  const asked = () => gateway.seen.filter(({ path }) => path === "bad").length;
  const before = asked();
  await store.append("good", 2);
  await store.append("bad", 2);
  await reached(push, "good", { state: "upToDate", messages: 2 });
  expect(asked()).toBe(before);
  gateway.reply = () => "pass";
  push.retryNow("bad");
  await reached(push, "bad", { state: "upToDate" });
  expect(await gateway.json("bad")).toEqual([1, 2]);
});

test("a copy of the store: the second one stops instead of skipping messages", async () => {
  const gateway = await Gateway.open();
  const [directory, copy] = [await temporaryDirectory(), await temporaryDirectory()];
  const options = { url: gateway.url, streams: ["s"], direction: "push" } as const;
  const store = openStore(directory);
  await store.create("s", { contentType, data: [1] });
  const push = start(store, options);
  await reached(push, "s", { state: "upToDate" });
  await push.close();
  await store.backup(`${copy}/streams.db`);
  await store.append("s", "of the one");
  await reached(start(store, options), "s", { state: "upToDate" });
  const other = openStore(copy);
  await other.append("s", "of the other");
  await reached(start(other, options), "s", { state: "stopped", error: withCode("DIVERGED") });
  expect(await gateway.json("s")).toEqual([1, "of the one"]);
});

test("a wiped server: both directions stop, and the store loses nothing", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  await store.create("pushed", { contentType, data: [1] });
  await gateway.create("pulled", contentType, "[1]");
  const push = start(store, { url: gateway.url, streams: ["pushed"], direction: "push" });
  const pull = start(store, { url: gateway.url, streams: ["pulled"], direction: "pull" });
  await reached(push, "pushed", { state: "upToDate" });
  await reached(pull, "pulled", { state: "upToDate" });
  await gateway.wipe();
  await store.append("pushed", 2);
  await reached(push, "pushed", { state: "stopped", error: withCode("REMOTE_LOST") });
  await reached(pull, "pulled", { state: "stopped", error: withCode("REMOTE_LOST") });
  expect(await dataOf(store, "pushed")).toEqual([1, 2]);
  expect(await dataOf(store, "pulled")).toEqual([1]);
  // The user decides: push everything again, and start a new mirror.
  const { remoteUrl } = await reached(push, "pushed", {});
  await push.close();
  await store.replicas.delete("pushed", remoteUrl);
  await gateway.create("pulled", contentType, "[3]");
  await store.delete("pulled");
  pull.retryNow();
  const again = start(store, { url: gateway.url, streams: ["pushed"], direction: "push" });
  await reached(again, "pushed", { state: "upToDate", messages: 2 });
  await reached(pull, "pulled", { state: "upToDate" });
  expect(await gateway.json("pushed")).toEqual([1, 2]);
  expect(await dataOf(store, "pulled")).toEqual([3]);
});

test("another remote content type: the stream stops before it sends anything", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  await gateway.create("s", "text/plain", "there");
  await store.create("s", { contentType, data: [1] });
  const push = start(store, { url: gateway.url, streams: ["s"], direction: "push" });
  await reached(push, "s", { state: "stopped", error: withCode("CONTENT_TYPE_MISMATCH") });
  expect(await gateway.text("s")).toBe("there");
});

test("a closed remote stream: the stream stops", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  await store.create("s", { contentType, data: [1] });
  const push = start(store, { url: gateway.url, streams: ["s"], direction: "push" });
  await reached(push, "s", { state: "upToDate" });
  await gateway.fetch("s", { method: "POST", headers: { "stream-closed": "true" } });
  await store.append("s", 2);
  await reached(push, "s", { state: "stopped", error: withCode("REMOTE_CLOSED") });
});

test("a paused stream sends nothing until it is resumed, and other streams continue", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  for (const path of ["a", "b"]) await store.create(path, { contentType });
  const push = start(store, { url: gateway.url, streams: { prefix: "" }, direction: "push" });
  await reached(push, "a", { state: "upToDate" });
  push.pause("a");
  await store.append("a", 1);
  await store.append("b", 1);
  await reached(push, "b", { state: "upToDate", messages: 1 });
  await reached(push, "a", { state: "paused", lag: expect.objectContaining({ messages: 1 }) });
  expect(await gateway.json("a")).toEqual([]);
  push.resume("a");
  await reached(push, "a", { state: "upToDate", messages: 1 });
  expect(await gateway.json("a")).toEqual([1]);
});

import { expect, onTestFinished, test } from "vitest";
import { fromMessagePort } from "../../../src/ipc/ports/message-port.ts";
import type { AccessRules } from "../../../src/ipc/server/access.ts";
import { servePort } from "../../../src/ipc/server/server.ts";
import { StreamsClient } from "../../../src/ipc/client/client.ts";
import { Streams } from "../../../renderer/client/streams.ts";
import { openStoreOverPort } from "../../support/ipc/store-over-port.ts";

const json = { "Content-Type": "application/json" };

async function openWith(access: AccessRules) {
  const over = await openStoreOverPort(undefined, access);
  onTestFinished(() => over.close());
  const { store, streams } = over;
  for (const path of ["news/today", "shared/list", "private/diary"])
    await store.create(path, { contentType: "application/json", data: [1] });
  const status = async (method: string, path: string, init: RequestInit = {}) => {
    const response = await streams.fetch(`streams://store/${path}`, { method, ...init });
    await response.body?.cancel();
    return response.status;
  };
  return { store, status, streams };
}

test("each path needs the access level that the calls need", async () => {
  const { status, store } = await openWith({ "news/": "read", "shared/": "append", "mine/": "manage" });
  const append = { headers: json, body: "[2]" };
  expect(await status("GET", "news/today")).toBe(200);
  expect(await status("HEAD", "news/today")).toBe(200);
  expect(await status("GET", "news/today?offset=-1&live=sse")).toBe(200);
  expect(await status("POST", "news/today", append)).toBe(403);
  expect(await status("POST", "shared/list", append)).toBe(204);
  expect(await status("PUT", "shared/other", append)).toBe(403);
  expect(await status("DELETE", "shared/list")).toBe(403);
  expect(await status("PUT", "mine/list", append)).toBe(201);
  expect(await status("DELETE", "mine/list")).toBe(204);
  for (const path of [
    "private/diary",
    "private%2fdiary",
    "news/../private/diary",
    "news/%2e%2e/private/diary",
  ])
    expect(await status("GET", path), path).not.toBe(200);
  expect(await store.head("private/diary")).toMatchObject({ messageCount: 1 });
  expect(await store.head("news/today")).toMatchObject({ messageCount: 1 });
});

test("a fork needs read access to its source", async () => {
  const { status } = await openWith({ "mine/": "manage" });
  const fork = { headers: { ...json, "Stream-Forked-From": "/private/diary" } };
  expect(await status("PUT", "mine/copy", fork)).toBe(403);
});

test("a durable subscription needs access to each of its streams, and patterns need one level for all", async () => {
  const create = (body: object) => ({ headers: json, body: JSON.stringify(body) });
  const rules = await openWith({ "": "manage", "private/": "none" });
  const path = "__ds/subscriptions/one";
  expect(
    await rules.status("PUT", path, create({ type: "pull-wake", wake_stream: "w", pattern: "**" })),
  ).toBe(403);
  expect(
    await rules.status(
      "PUT",
      path,
      create({ type: "pull-wake", wake_stream: "w", streams: ["private/diary"] }),
    ),
  ).toBe(403);
  // In the store, an object like these is a reference to a stream.
  const reference = { "~stream": {}, path: "private/diary" };
  for (const body of [
    { wake_stream: "w", streams: [reference] },
    { wake_stream: reference, streams: ["news/today"] },
  ]) {
    expect(await rules.status("PUT", path, create({ type: "pull-wake", ...body }))).not.toBe(201);
    const all = await openWith("manage");
    expect(await all.status("PUT", path, create({ type: "pull-wake", ...body }))).toBe(400);
  }
  const reader = await openWith("read");
  expect(
    await reader.status("PUT", path, create({ type: "pull-wake", wake_stream: "w", pattern: "**" })),
  ).toBe(403);
});

test("a page with rules by prefix neither sees nor controls the subscriptions of others", async () => {
  const rules = await openWith({ "": "manage", "private/": "none" });
  await rules.store.create("wakes", { contentType: "application/json" });
  await rules.store.subscriptions.create("main", {
    type: "pull-wake",
    streams: ["private/diary"],
    wakeStream: "wakes",
  });
  const path = "__ds/subscriptions/main";
  expect(await rules.status("GET", path)).toBe(403);
  expect(await rules.status("DELETE", path)).toBe(403);
  expect(await rules.status("POST", `${path}/claim`, { headers: json, body: '{"worker":"w"}' })).toBe(403);
  expect(await rules.store.subscriptions.get("main")).toMatchObject({ id: "main" });
});

test("a port whose host serves no fetch says so", async () => {
  const { store } = await openWith("manage");
  const { port1, port2 } = new MessageChannel();
  const server = servePort(store, fromMessagePort(port1), { access: "manage" });
  onTestFinished(() => server.close());
  const streams = new Streams(new StreamsClient(async () => fromMessagePort(port2)));
  const response = await streams.fetch("streams://store/news/today");
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    error: { message: expect.stringContaining("does not serve fetch") },
  });
  streams.close();
});

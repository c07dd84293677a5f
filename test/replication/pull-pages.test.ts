import { expect, test } from "vitest";
import type { Replication } from "../../src/replication/index.ts";
import type { StreamStore } from "../../src/store/index.ts";
import { Gateway } from "./campaign/gateway.ts";
import { dataOf, eventually, openStore, reached, start } from "./replicating.ts";

/** A page of the server that takes five appends of 10,000 messages. */
const messages = Array.from({ length: 50_000 }, (_, n) => n);
const json = "application/json";

test("a pull that is paused within a page and resumed at once stores nothing twice", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  await gateway.create("s", json, JSON.stringify(messages));
  const pull = start(store, { url: gateway.url, streams: ["s"], direction: "pull" });
  await pausedInPage(store, pull);
  pull.resume("s");
  await gateway.append("s", json, '["the last one"]');
  await eventually(async () => expect((await dataOf(store, "s")).at(-1)).toBe("the last one"));
  expect(await dataOf(store, "s")).toEqual([...messages, "the last one"]);
});

test("a pull continues within a page that the server now returns in smaller ones", async () => {
  const [gateway, store] = [await Gateway.open(), openStore()];
  const small = JSON.stringify(messages.slice(0, 5000));
  await gateway.create("s", json, small);
  const end = (await gateway.fetch("s", { method: "HEAD" })).headers.get("stream-next-offset")!;
  await gateway.append("s", json, JSON.stringify(messages.slice(5000)));
  const pull = start(store, { url: gateway.url, streams: ["s"], direction: "pull" });
  await pausedInPage(store, pull);
  const { messageCount } = await store.head("s");
  expect(messageCount).toBeGreaterThan(5000);
  expect(messageCount).toBeLessThan(50_000);
  let shrunk = 0;
  const headers = { "content-type": json, "stream-next-offset": end };
  gateway.reply = () => (shrunk++ === 0 ? { status: 200, headers, body: small } : "pass");
  pull.resume("s");
  await reached(pull, "s", { state: "upToDate" });
  expect(await dataOf(store, "s")).toEqual(messages);
});

/** Pauses at the first append of a page, before its last one. */
async function pausedInPage(store: StreamStore, pull: Replication): Promise<void> {
  for await (const { type } of store.changes()) if (type === "appended") break;
  pull.pause("s");
}

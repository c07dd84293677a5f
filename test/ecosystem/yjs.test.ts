import { YjsProvider } from "@durable-streams/y-durable-streams";
import { YjsServer } from "@durable-streams/y-durable-streams/server";
import { expect, onTestFinished, test } from "vitest";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { authorization, startTokenServer, type TokenServer } from "./token-server.ts";

/** Its server is a layer between documents and streams. */
async function startYjs(server: TokenServer, compactionThreshold?: number): Promise<YjsServer> {
  const yjs = new YjsServer({
    host: "127.0.0.1",
    port: 0,
    dsServerUrl: server.url.slice(0, -1),
    dsServerHeaders: authorization,
    ...(compactionThreshold !== undefined && { compactionThreshold }),
  });
  await yjs.start();
  onTestFinished(() => yjs.stop());
  return yjs;
}

function open(yjs: YjsServer, liveMode: "sse" | "long-poll", awareness = false) {
  const doc = new Y.Doc();
  const provider = new YjsProvider({
    doc,
    baseUrl: `${yjs.url}/v1/yjs/notes`,
    docId: "plan/today",
    liveMode,
    ...(awareness && { awareness: new Awareness(doc) }),
  });
  const errors: unknown[] = [];
  provider.on("error", (error) => errors.push(error));
  onTestFinished(() => provider.destroy());
  const synced = () => expect.poll(() => provider.synced).toBe(true);
  return { doc, provider, errors, synced, text: doc.getText("text") };
}

test.each(["sse", "long-poll"] as const)("two documents of Yjs stay the same by %s", async (liveMode) => {
  const server = await startTokenServer();
  const yjs = await startYjs(server);
  const [one, two] = [open(yjs, liveMode), open(yjs, liveMode)];
  await one.synced();
  await two.synced();
  for (let n = 0; n < 20; n++) {
    one.text.insert(one.text.length, `a${n} `);
    two.text.insert(0, `b${n} `);
  }
  await expect
    .poll(() => one.text.length)
    .toBe(Array.from({ length: 20 }, (_, n) => `a${n} b${n} `).join("").length);
  await expect.poll(() => two.text.toJSON()).toBe(one.text.toJSON());
  const late = open(yjs, liveMode);
  await late.synced();
  await expect.poll(() => late.text.toJSON()).toBe(one.text.toJSON());
  expect([one.errors, two.errors, late.errors]).toEqual([[], [], []]);
});

test("a document of Yjs that is opened late has all of 300 updates, if it is not compacted", async () => {
  const server = await startTokenServer();
  const yjs = await startYjs(server, Number.MAX_SAFE_INTEGER);
  const writer = open(yjs, "sse");
  await writer.synced();
  for (let n = 0; n < 300; n++) {
    writer.text.insert(writer.text.length, `${n} `);
    if (n % 10 === 0) await writer.provider.flush();
  }
  await writer.provider.flush();
  const reader = open(yjs, "sse");
  await reader.synced();
  await expect.poll(() => reader.text.toJSON()).toBe(writer.text.toJSON());
  expect([writer.errors, reader.errors]).toEqual([[], []]);
});

/**
 * Theirs: the server of Yjs adds one to the offset of a snapshot to read on (`incrementOffset`), as if offsets counted bytes.
 * Here, that skips a message. When this fails, docs/guide/http.md can recommend compaction.
 */
test("a document of Yjs that was compacted misses the update after the snapshot", async () => {
  const server = await startTokenServer();
  const yjs = await startYjs(server, 2_000);
  const writer = open(yjs, "sse");
  await writer.synced();
  writer.text.insert(0, "x".repeat(3_000));
  await writer.provider.flush();
  const paths = async () => (await server.store.list({ limit: 100 })).streams.map(({ path }) => path);
  await expect.poll(async () => (await paths()).some((path) => path.includes(".snapshots"))).toBe(true);
  await expect.poll(async () => (await paths()).some((path) => path.includes(".index"))).toBe(true);
  writer.text.insert(0, "after the snapshot ");
  await writer.provider.flush();
  const reader = open(yjs, "sse");
  await reader.synced();
  expect(reader.text.toJSON()).toBe("x".repeat(3_000));
});

test("Yjs shows who is there", async () => {
  const server = await startTokenServer();
  const yjs = await startYjs(server);
  const [one, two] = [open(yjs, "sse", true), open(yjs, "sse", true)];
  await one.synced();
  await two.synced();
  one.provider.awareness!.setLocalStateField("name", "Amara");
  const names = () => [...two.provider.awareness!.getStates().values()].map(({ name }) => name as unknown);
  await expect.poll(names).toContain("Amara");
});

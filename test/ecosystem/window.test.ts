import { createDurableChatTransport, toDurableStreamResponse } from "@durable-streams/aisdk-transport";
import { DurableStream, IdempotentProducer, stream } from "@durable-streams/client";
import { createStateSchema } from "@durable-streams/state";
import { createStreamDB } from "@durable-streams/state/db";
import {
  durableStreamConnection,
  toDurableChatSessionResponse,
} from "@durable-streams/tanstack-ai-transport";
import { YjsProvider } from "@durable-streams/y-durable-streams";
import { createLiveQueryCollection, eq } from "@tanstack/db";
import type { UIMessageChunk } from "ai";
import { expect, onTestFinished, test } from "vitest";
import { chunks, generated } from "./generation.ts";
import * as Y from "yjs";
import { z } from "zod";
import { openWindow, routeFetch } from "./window.ts";

const url = (path: string) => `streams://store/${path}`;

test.each(["long-poll", "sse"] as const)(
  "the official client follows a stream by %s to its end",
  async (live) => {
    const { fetch, store } = await openWindow();
    const orders = await DurableStream.create({ url: url("orders"), contentType: "application/json", fetch });
    await orders.append(JSON.stringify({ n: 1 }));
    const response = await stream<{ n: number }>({ url: url("orders"), live, fetch });
    const received: unknown[] = [];
    response.subscribeJson(({ items }) => void received.push(...items));
    await expect.poll(() => received).toEqual([{ n: 1 }]);
    await orders.append(JSON.stringify({ n: 2 }));
    await expect.poll(() => received).toHaveLength(2);
    await orders.close({ body: JSON.stringify({ n: 3 }) });
    await response.closed;
    await expect.poll(() => received).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    await expect.poll(() => store.stats().subscriptions).toBe(0);
  },
);

test("the official client resumes when the connection was lost, without gaps or repeats", async () => {
  const { fetch, store, servers } = await openWindow();
  await store.create("log", { contentType: "application/json" });
  const response = await stream<number>({ url: url("log"), live: "long-poll", fetch });
  const received: number[] = [];
  response.subscribeJson(({ items }) => void received.push(...items));
  for (let n = 0; n < 300; n++) {
    await store.append("log", n);
    if (n % 100 !== 50) continue;
    // A long-poll waits, or is about to.
    await expect.poll(() => servers.at(-1)!.held["requests of fetch"]).toBeGreaterThan(0);
    servers.at(-1)!.close();
  }
  await expect.poll(() => received).toEqual(Array.from({ length: 300 }, (_, n) => n));
  expect(servers).toHaveLength(4);
  response.cancel();
  await expect.poll(() => store.stats().subscriptions).toBe(0);
});

test("an idempotent producer of the official client appends each message once", async () => {
  const { fetch, store } = await openWindow();
  const log = await DurableStream.create({ url: url("log"), contentType: "application/json", fetch });
  const producer = new IdempotentProducer(log, "writer", { autoClaim: true, fetch });
  for (let n = 0; n < 300; n++) producer.append(JSON.stringify(n));
  await producer.flush();
  await producer.close();
  const { messages } = await store.read("log");
  expect(messages.map(({ data }) => data)).toEqual(Array.from({ length: 300 }, (_, n) => n));
});

const schema = createStateSchema({
  people: {
    schema: z.object({ id: z.string(), name: z.string(), age: z.number() }),
    type: "person",
    primaryKey: "id",
  },
});

test.each(["sse", "long-poll"] as const)("StreamDB and a live query follow a stream by %s", async (live) => {
  const { fetch, store } = await openWindow();
  const { insert, update, delete: remove } = schema.people;
  await store.create("people", { contentType: "application/json" });
  const person = (n: number) => insert({ value: { id: String(n), name: `name ${n}`, age: n % 90 } });
  // More than a page.
  await store.append(
    "people",
    Array.from({ length: 12_000 }, (_, n) => person(n)),
  );
  const db = createStreamDB({
    streamOptions: { url: url("people"), contentType: "application/json", fetch },
    live,
    state: schema,
  });
  onTestFinished(() => db.close());
  await db.preload();
  expect(db.collections.people.size).toBe(12_000);
  const query = createLiveQueryCollection((q) =>
    q.from({ person: db.collections.people }).where(({ person }) => eq(person.age, 200)),
  );
  await query.preload();
  const names = () => query.toArray.map(({ name }) => name);
  const changed = update({ value: { id: "3", name: "Amara", age: 200 } });
  const body = JSON.stringify(changed);
  await fetch(url("people"), { method: "POST", headers: { "Content-Type": "application/json" }, body });
  await expect.poll(names).toEqual(["Amara"]);
  await store.append("people", remove({ key: "3" }));
  await expect.poll(names).toEqual([]);
});

test("two documents of Yjs stay the same without a Yjs server, and a late one catches up", async () => {
  const { fetch, store } = await openWindow();
  routeFetch(fetch);
  const open = () => {
    const doc = new Y.Doc();
    const provider = new YjsProvider({ doc, baseUrl: url("yjs"), docId: "plan/today", liveMode: "sse" });
    const errors: unknown[] = [];
    provider.on("error", (error) => errors.push(error));
    onTestFinished(() => provider.destroy());
    return { provider, errors, text: doc.getText("text") };
  };
  const [one, two] = [open(), open()];
  const isSynced = () => one.provider.synced && two.provider.synced;
  await expect.poll(isSynced).toBe(true);
  for (let n = 0; n < 20; n++) {
    one.text.insert(one.text.length, `a${n} `);
    two.text.insert(0, `b${n} `);
  }
  const { length } = Array.from({ length: 20 }, (_, n) => `a${n} b${n} `).join("");
  await expect.poll(() => [one.text.length, two.text.length]).toEqual([length, length]);
  expect(two.text.toJSON()).toBe(one.text.toJSON());
  const late = open();
  await expect.poll(() => late.text.toJSON()).toBe(one.text.toJSON());
  expect([one.errors, two.errors, late.errors]).toEqual([[], [], []]);
  for (const { provider } of [one, two, late]) await provider.disconnect();
  await expect.poll(() => store.stats().subscriptions).toBe(0);
});

test("a generation of the AI SDK is stored and read, and resumed", async () => {
  const { fetch, store } = await openWindow();
  routeFetch(fetch);
  const transport = createDurableChatTransport({
    api: "http://app.invalid/api/chat",
    fetchClient: async (_, init) =>
      init?.method === "GET"
        ? Response.json({ streamUrl: url("chat/1") })
        : toDurableStreamResponse({
            source: generated(),
            stream: { writeUrl: url("chat/1"), readUrl: url("chat/1") },
          }),
  });
  const readAll = async (answer: ReadableStream<UIMessageChunk>) => {
    const found: UIMessageChunk[] = [];
    for await (const chunk of answer) found.push(chunk);
    return found;
  };
  const request = { trigger: "submit-message", chatId: "1", messages: [] } as const;
  const sent = await transport.sendMessages({
    ...request,
    messages: [],
    messageId: undefined,
    abortSignal: undefined,
  });
  expect(await readAll(sent)).toEqual(chunks);
  expect(await readAll((await transport.reconnectToStream({ chatId: "1" }))!)).toEqual(chunks);
  expect(await store.head("chat/1")).toMatchObject({ closed: true, messageCount: chunks.length });
});

test("a session of TanStack AI starts with a snapshot, and goes on live", async () => {
  const { fetch, store } = await openWindow();
  // Its connection takes a fetch for questions only.
  routeFetch(fetch);
  async function* answer(id: string) {
    yield { type: "TEXT_MESSAGE_START", messageId: id, role: "assistant" };
    for (let n = 0; n < 30; n++) yield { type: "TEXT_MESSAGE_CONTENT", messageId: id, delta: `${n} ` };
    yield { type: "TEXT_MESSAGE_END", messageId: id };
  }
  const turn = (id: string) =>
    toDurableChatSessionResponse({
      stream: { writeUrl: url("sessions/1"), fetchClient: fetch },
      newMessages: [{ id: `q-${id}`, role: "user", parts: [{ type: "text", content: `question ${id}` }] }],
      responseStream: answer(`a-${id}`) as never,
      mode: "await",
    });
  expect((await turn("1")).status).toBe(200);
  const connection = durableStreamConnection({
    sendUrl: "http://app.invalid/api/chat",
    readUrl: url("sessions/1"),
    fetchClient: fetch,
  });
  const leaving = new AbortController();
  const received = connection.subscribe(leaving.signal)[Symbol.asyncIterator]();
  expect((await received.next()).value).toMatchObject({
    type: "MESSAGES_SNAPSHOT",
    messages: [{ id: "q-1" }, { id: "a-1" }],
  });
  expect((await turn("2")).status).toBe(200);
  const isLast = ({ type, messageId }: { type: string; messageId?: string }) =>
    type === "TEXT_MESSAGE_END" && messageId === "a-2";
  for (let chunk; !chunk || !isLast(chunk);) chunk = (await received.next()).value as never;
  leaving.abort();
  await received.return?.();
  await expect.poll(() => store.stats().subscriptions).toBe(0);
});

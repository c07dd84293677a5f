import { setImmediate as nextTurn } from "node:timers/promises";
import { runInNewContext } from "node:vm";
import { firstValueFrom, toArray } from "rxjs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStoreOverPort, type StoreOverPort } from "../../support/ipc/store-over-port.ts";

let over: StoreOverPort;

beforeEach(async () => {
  over = await openStoreOverPort();
});

afterEach(() => over.close());

test("each operation returns what the store itself returns", async () => {
  const { streams, store } = over;
  const created = await streams.create("notes/1", { contentType: "application/json", data: [{ a: 1 }] });
  expect(created).toMatchObject({ created: true, path: "notes/1", messageCount: 1 });
  expect(await streams.append("notes/1", [1, [2]], { seq: "0001" })).toMatchObject({ duplicate: false });
  expect(await streams.read("notes/1")).toEqual(await store.read("notes/1"));
  expect(await streams.head("notes/1")).toEqual(await store.head("notes/1"));
  expect(await streams.list({ prefix: "notes/" })).toEqual(await store.list({ prefix: "notes/" }));
  expect(await streams.touch("notes/1")).toEqual(await store.head("notes/1"));
  expect(await streams.closeStream("notes/1")).toMatchObject({ closed: true });
  await streams.delete("notes/1");
  await expect(store.head("notes/1")).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("errors arrive as StreamErrors with their code and details", async () => {
  const { streams } = over;
  await expect(streams.head("missing")).rejects.toMatchObject({ name: "StreamError", code: "NOT_FOUND" });
  await expect(streams.head("../x")).rejects.toMatchObject({ code: "BAD_REQUEST" });
  await streams.create("a", { contentType: "text/plain", retention: { maxMessages: 1 }, data: ["1", "2"] });
  const first = (await streams.read("a")).messages[0]!;
  expect(Buffer.from(first.data as Uint8Array).toString()).toBe("2");
  const { startOffset } = await streams.head("a");
  const below = startOffset.replace(/1$/, "0");
  await expect(streams.read("a", { offset: below })).rejects.toMatchObject({
    code: "GONE",
    details: { earliestOffset: startOffset },
  });
  await expect(streams.append("a", () => 1)).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

test("messages$ catches up, continues live and completes at the end of a closed stream", async () => {
  const { streams, store } = over;
  await store.create("log", { contentType: "text/plain", data: ["a", "b"] });
  const all = firstValueFrom(streams.messages$("log").pipe(toArray()));
  await expect.poll(() => store.stats().subscriptions).toBe(1);
  await store.append("log", "c");
  await store.append("log", "d", { close: true });
  const texts = (await all).map(({ data }) => Buffer.from(data as Uint8Array).toString());
  expect(texts).toEqual(["a", "b", "c", "d"]);
  expect(store.stats().subscriptions).toBe(0);
});

test("a subscription opens a cursor only when subscribed, and frees it when unsubscribed", async () => {
  const { streams, store, servers } = over;
  await store.create("log", { contentType: "text/plain" });
  const messages$ = streams.messages$("log");
  expect(servers[0]!.cursors).toBe(0);
  const subscriptions = [messages$.subscribe(), messages$.subscribe(), streams.info$("log").subscribe()];
  await expect.poll(() => servers[0]!.cursors).toBe(3);
  for (const subscription of subscriptions) subscription.unsubscribe();
  await expect.poll(() => servers[0]!.cursors).toBe(0);
  await expect.poll(() => store.stats().subscriptions).toBe(0);
});

test("messages$ resumes from its last offset after a lost port, without gaps or repeats", async () => {
  const { streams, store, servers } = over;
  await store.create("log", { contentType: "application/json" });
  const seen: unknown[] = [];
  const states: string[] = [];
  streams.connection$.subscribe((state) => states.push(state));
  const subscription = streams.messages$("log").subscribe(({ data }) => seen.push(data));
  for (let round = 0; round < 5; round++) {
    for (let i = 0; i < 300; i++) await store.append("log", round * 300 + i);
    servers.at(-1)!.close();
    await expect.poll(() => servers).toHaveLength(round + 2);
  }
  await expect.poll(() => seen).toHaveLength(1500);
  expect(seen).toEqual(Array.from({ length: 1500 }, (_, i) => i));
  expect(states.filter((state) => state === "connecting")).toHaveLength(5);
  subscription.unsubscribe();
});

test("a subscription from now resumes where it began, even if the port was lost before it emitted anything", async () => {
  const { streams, store, servers } = over;
  await store.create("log", { contentType: "application/json", data: ["old"] });
  const seen: unknown[] = [];
  const subscription = streams.messages$("log", { offset: "now" }).subscribe(({ data }) => seen.push(data));
  await expect.poll(() => store.stats().subscriptions).toBe(1);
  // The response to a call sent after the cursor was opened, so the first page has arrived.
  await streams.head("log");
  servers[0]!.close();
  await store.append("log", "while away");
  await expect.poll(() => seen).toEqual(["while away"]);
  subscription.unsubscribe();
});

test("messages$ from the last ones resumes where it was, and not at the last ones of then", async () => {
  const { streams, store, servers } = over;
  await store.create("log", { contentType: "application/json", data: [1, 2, 3, 4] });
  const seen: unknown[] = [];
  const subscription = streams.messages$("log", { last: 2 }).subscribe(({ data }) => seen.push(data));
  await expect.poll(() => seen).toEqual([3, 4]);
  servers[0]!.close();
  await store.append("log", [5, 6, 7]);
  await expect.poll(() => seen.at(-1)).toBe(7);
  expect(seen).toEqual([3, 4, 5, 6, 7]);
  subscription.unsubscribe();
  const since = new Date(Date.now() + 60_000);
  const later = streams.pages$("log", { since });
  expect(await firstValueFrom(later)).toMatchObject({ messages: [], upToDate: true });
});

test("a write whose response was lost rejects with DISCONNECTED, and a read is sent again", async () => {
  const { streams, store, servers } = over;
  await store.create("log", { contentType: "application/json" });
  const append = streams.append("log", 1);
  const head = streams.head("log");
  const outcome = append.catch((error: { code: string }) => error.code);
  await Promise.resolve();
  await Promise.resolve();
  servers[0]!.close();
  expect(await outcome).toBe("DISCONNECTED");
  expect((await head).path).toBe("log");
});

test("a subscriber that stops reading costs no memory, because the server sends only what was granted", async () => {
  const { streams, store } = over;
  await store.create("big", { contentType: "application/octet-stream" });
  const message = Buffer.alloc(64 * 1024, 1);
  for (let i = 0; i < 200; i++) await store.append("big", message);
  const before = process.memoryUsage().arrayBuffers;
  let count = 0;
  for await (const page of streams.subscribe("big")) {
    count += page.messages.length;
    // As many turns of the event loop as a server without credits has pages to send, and more.
    if (count < 20) {
      for (let turn = 0; turn < 400; turn++) await nextTurn();
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(6 * 1024 * 1024);
    }
    if (count === 200) break;
  }
  expect(count).toBe(200);
  await expect.poll(() => store.stats().subscriptions).toBe(0);
});

test("10,000 pipelined appends arrive in order", async () => {
  const { streams, store } = over;
  await store.create("log", { contentType: "application/json" });
  const results = await Promise.all(Array.from({ length: 10_000 }, (_, i) => streams.append("log", i)));
  expect(new Set(results.map(({ offset }) => offset)).size).toBe(10_000);
  const { messages } = await store.read("log", { limitMessages: 10_000 });
  expect(messages.map(({ data }) => data)).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
});

test.each([
  ["a small Uint8Array", (bytes: number) => new Uint8Array(bytes)],
  ["a large Uint8Array", (bytes: number) => new Uint8Array(1000 * bytes)],
  ["a Node Buffer, which is a view of a pool", (bytes: number) => Buffer.alloc(bytes)],
])("append copies the caller's buffer before it can change: %s", async (_, allocate) => {
  const { streams, store } = over;
  await store.create("log", { contentType: "application/octet-stream" });
  const buffer = allocate(4);
  const appends = [1, 2, 3].map((value) => {
    buffer.fill(value);
    return streams.append("log", buffer);
  });
  await Promise.all(appends);
  const { messages } = await store.read("log");
  expect(messages.map(({ data }) => (data as Uint8Array)[0])).toEqual([1, 2, 3]);
});

test("info$ emits each change and errors with NOT_FOUND when the stream is deleted", async () => {
  const { streams, store } = over;
  await store.create("log", { contentType: "application/json" });
  const counts: number[] = [];
  const gone = new Promise((resolve) => {
    streams.info$("log").subscribe({ next: (info) => counts.push(info.messageCount), error: resolve });
  });
  await expect.poll(() => counts).toEqual([0]);
  await store.append("log", [1, 2]);
  await expect.poll(() => counts.at(-1)).toBe(2);
  await store.delete("log");
  expect(await gone).toMatchObject({ code: "NOT_FOUND" });
});

test("list$ emits what was created, appended and deleted", async () => {
  const { streams, store } = over;
  const seen: string[] = [];
  const subscription = streams.list$({ prefix: "x/" }).subscribe((page) => {
    seen.push(page.streams.map(({ path, messageCount }) => `${path} ${messageCount}`).join());
  });
  const next = (text: string) => expect.poll(() => seen.at(-1)).toBe(text);
  await next("");
  await store.create("x/1");
  await next("x/1 0");
  await store.append("x/1", "a");
  await next("x/1 1");
  await store.create("y");
  await store.delete("x/1");
  await next("");
  expect(seen).toEqual(["", "x/1 0", "x/1 1", ""]);
  subscription.unsubscribe();
});

test("list$ and info$ notice expiry, which no commit announces", async () => {
  await over.close();
  let now = Date.now();
  over = await openStoreOverPort({ inMemory: true, now: () => now, cleanupIntervalMs: 0 });
  const { streams, store } = over;
  await store.create("short", { contentType: "text/plain", ttlSeconds: 1, data: "a" });
  const paths: string[] = [];
  const list = streams.list$().subscribe((page) => paths.push(page.streams.map(({ path }) => path).join()));
  let infos = 0;
  const gone = new Promise((resolve) => {
    streams.info$("short").subscribe({ next: () => infos++, error: resolve });
  });
  await expect.poll(() => paths).toEqual(["short"]);
  await expect.poll(() => infos).toBe(1);
  // The store's clock stands still, as if it were behind: the time of the deadline comes, and nothing has expired yet.
  await expect.poll(() => Date.now()).toBeGreaterThan(now + 1000);
  now += 1000;
  expect(await gone).toMatchObject({ code: "NOT_FOUND" });
  await expect.poll(() => paths).toEqual(["short", ""]);
  list.unsubscribe();
});

test("options of cursors and calls may be proxies, such as reactive objects of a UI framework", async () => {
  const { streams } = over;
  const reactive = <T extends object>(value: T): T => new Proxy(value, {});
  await streams.create("a", reactive({ contentType: "application/json", data: reactive([1, 2]) }));
  const options = reactive({ offset: "-1", limitMessages: 1 });
  const pages = streams.pages$("a", options);
  expect((await firstValueFrom(pages)).messages.map(({ data }) => data)).toEqual([1]);
  expect((await firstValueFrom(streams.messages$("a", options))).data).toBe(1);
  expect((await streams.read("a", options)).messages).toHaveLength(1);
});

test("bytes of another frame, whose Uint8Array is another class, are bytes", async () => {
  const { streams, store } = over;
  const foreign = runInNewContext("new Uint8Array([1, 2])") as Uint8Array;
  expect(foreign).not.toBeInstanceOf(Uint8Array);
  for (const [path, target] of [
    ["window", streams],
    ["main", store],
  ] as const) {
    await target.create(path, { data: foreign });
    await target.append(path, foreign);
    await target.append(path, [foreign, foreign]);
    const { messages } = await store.read(path);
    expect(messages.map(({ data }) => [...(data as Uint8Array)])).toEqual([1, 2, 3, 4].map(() => [1, 2]));
    const empty = runInNewContext("new Uint8Array()") as Uint8Array;
    await target.create(`${path}/json`, { contentType: "application/json" });
    const closing = target.append(`${path}/json`, empty, { close: true });
    await expect(closing).rejects.toMatchObject({ code: "BAD_REQUEST" });
    expect((await store.head(`${path}/json`)).closed).toBe(false);
  }
});

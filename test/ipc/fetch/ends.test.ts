import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openStoreOverPort, type StoreOverPort } from "../../support/ipc/store-over-port.ts";
import { expectAtRest } from "../../support/store/at-rest.ts";

let over: StoreOverPort;
const root = "streams://store/";
const isNew = { contentType: "text/plain" } as const;

beforeEach(async () => {
  over = await openStoreOverPort();
});

afterEach(() => over.close());

const waiting = () => expect.poll(() => over.store.stats().subscriptions);

describe("aborting", () => {
  test("before the call rejects with the reason and sends nothing", async () => {
    const reason = new Error("no longer needed");
    const signal = AbortSignal.abort(reason);
    await expect(over.streams.fetch(`${root}a`, { method: "PUT", signal })).rejects.toBe(reason);
    expect((await over.store.list()).streams).toEqual([]);
  });

  test("while a long-poll waits rejects and frees the reader", async () => {
    const { store, streams } = over;
    await store.create("a", isNew);
    const abort = new AbortController();
    const polled = streams.fetch(`${root}a?offset=now&live=long-poll`, { signal: abort.signal });
    const rejected = expect(polled).rejects.toMatchObject({ name: "AbortError" });
    await waiting().toBe(1);
    abort.abort();
    await rejected;
    await waiting().toBe(0);
  });

  test.each(["the options", "the Request"])(
    "in the middle of a body, with the signal of %s",
    async (place) => {
      const { store, streams } = over;
      await store.create("a", isNew);
      const abort = new AbortController();
      const { signal } = abort;
      const url = `${root}a?offset=-1&live=sse`;
      const response = await (place === "the options"
        ? streams.fetch(url, { signal })
        : streams.fetch(new Request(url, { signal })));
      const reader = response.body!.getReader();
      await reader.read();
      const next = reader.read();
      abort.abort();
      await expect(next).rejects.toMatchObject({ name: "AbortError" });
      await waiting().toBe(0);
    },
  );

  test("in the middle of a request's body stops its source, and appends nothing", async () => {
    const { store, streams, servers } = over;
    await store.create("a", isNew);
    const abort = new AbortController();
    let cancelled: unknown;
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(Buffer.from("half of it")),
      cancel: () => void (cancelled = true),
    });
    const { signal } = abort;
    const init = { method: "POST", headers: { "Content-Type": "text/plain" }, body, signal, duplex: "half" };
    const appended = streams.fetch(`${root}a`, init);
    const rejected = expect(appended).rejects.toMatchObject({ name: "AbortError" });
    await expect.poll(() => servers[0]!.held["request bodies"]).toBe(1);
    abort.abort();
    await rejected;
    await expect.poll(() => cancelled).toBe(true);
    await expectAtRest(servers[0]!);
    expect(await store.head("a")).toMatchObject({ messageCount: 0 });
  });

  test("after the response has ended does nothing", async () => {
    const { store, streams } = over;
    await store.create("a", { ...isNew, data: "text" });
    const abort = new AbortController();
    const response = await streams.fetch(`${root}a`, { signal: abort.signal });
    expect(await response.text()).toBe("text");
    abort.abort();
    await streams.head("a");
  });
});

describe("a lost connection", () => {
  test("rejects requests without a response, breaks bodies off, and the next request uses the new one", async () => {
    const { store, streams, servers } = over;
    await store.create("a", { ...isNew, data: "text" });
    const polled = streams.fetch(`${root}a?offset=now&live=long-poll`);
    const events = await streams.fetch(`${root}a?offset=now&live=sse`);
    const rejected = expect(polled).rejects.toMatchObject({
      name: "TypeError",
      cause: { code: "DISCONNECTED" },
    });
    await waiting().toBe(2);
    servers[0]!.close();
    await rejected;
    await expect(events.text()).rejects.toMatchObject({ name: "TypeError", cause: { code: "DISCONNECTED" } });
    await waiting().toBe(0);
    expect(await (await streams.fetch(`${root}a`)).text()).toBe("text");
    expect(servers).toHaveLength(2);
  });

  test("a request of a page that is reconnecting waits for the connection", async () => {
    const { store, streams, servers } = over;
    await store.create("a", isNew);
    servers[0]!.close();
    await expect.poll(() => servers).toHaveLength(2);
    const init = { method: "POST", headers: { "Content-Type": "text/plain" }, body: "text" };
    expect((await streams.fetch(`${root}a`, init)).status).toBe(204);
  });

  test("close ends everything, and later requests reject", async () => {
    const { store, streams, servers } = over;
    await store.create("a", isNew);
    const events = await streams.fetch(`${root}a?offset=now&live=sse`);
    await waiting().toBe(1);
    streams.close();
    await expect(events.text()).rejects.toMatchObject({ cause: { code: "DISCONNECTED" } });
    await expect(streams.fetch(`${root}a`)).rejects.toMatchObject({ cause: { code: "DISCONNECTED" } });
    await expectAtRest(servers[0]!);
    await waiting().toBe(0);
  });
});

test("too many requests at a time are refused with 429, and one that ends makes room", async () => {
  const { store, streams } = over;
  await store.create("a", isNew);
  const poll = (signal: AbortSignal) =>
    streams.fetch(`${root}a?offset=now&live=long-poll`, { signal }).catch(() => undefined);
  const [first, others] = [new AbortController(), new AbortController()];
  const polls = [poll(first.signal), ...Array.from({ length: 255 }, () => poll(others.signal))];
  await waiting().toBe(256);
  const refused = await streams.fetch(`${root}a`);
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({ error: { code: "TOO_MANY" } });
  first.abort();
  await waiting().toBe(255);
  expect((await streams.fetch(`${root}a`)).status).toBe(200);
  others.abort();
  await Promise.all(polls);
  await waiting().toBe(0);
});

test("request bodies that are arriving are bounded together", async () => {
  const { store, streams, servers } = over;
  await store.create("a", { contentType: "application/octet-stream" });
  const [abort, part] = [new AbortController(), new Uint8Array(256 * 1024)];
  let left = 200;
  const unfinished = new ReadableStream<Uint8Array>({
    pull(controller) {
      // More than half of the bound, and no end.
      if (left-- > 0) controller.enqueue(part.slice());
      else return new Promise(() => {});
    },
  });
  const init = { method: "POST", headers: { "Content-Type": "application/octet-stream" } };
  const { signal } = abort;
  const first = streams.fetch(`${root}a`, {
    ...init,
    body: unfinished,
    signal,
    duplex: "half",
  } as RequestInit);
  const rejected = expect(first).rejects.toMatchObject({ name: "AbortError" });
  await expect.poll(() => left).toBeLessThan(0);
  const second = () => streams.fetch(`${root}a`, { ...init, body: new Uint8Array(20 * 1024 * 1024) });
  expect((await second()).status).toBe(429);
  abort.abort();
  await rejected;
  await expectAtRest(servers[0]!);
  expect((await second()).status).toBe(204);
});

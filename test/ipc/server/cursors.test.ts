import { afterEach, beforeEach, expect, test } from "vitest";
import { Cursor } from "../../../src/ipc/server/cursors/cursor.ts";
import { untilDeadline } from "../../../src/ipc/server/cursors/latest.ts";
import type { ListPage } from "../../../src/protocol/stream.ts";
import { RawPort } from "../../support/ipc/raw-port.ts";
import { openStoreOverPort, type StoreOverPort } from "../../support/ipc/store-over-port.ts";

let over: StoreOverPort;

beforeEach(async () => {
  over = await openStoreOverPort();
  await over.store.create("log", { contentType: "application/json", data: [1] });
});

afterEach(() => over.close());

test("a cursor that a listener of connection$ opens is opened once on each port", async () => {
  const { streams, servers } = over;
  const seen: unknown[] = [];
  const errors: unknown[] = [];
  streams.connection$.subscribe((state) => {
    if (state !== "open") return;
    streams.messages$("log").subscribe({ next: ({ data }) => seen.push(data), error: (e) => errors.push(e) });
  });
  servers[0]!.close();
  await expect.poll(() => servers).toHaveLength(2);
  await expect.poll(() => seen).toEqual([1, 1]);
  // The response to a call sent after the cursors were opened: an error would have come before it.
  await streams.head("log");
  expect(errors).toEqual([]);
  expect(servers[1]!.cursors).toBe(2);
});

test("aborting closes the cursor even if the caller requests no further page", async () => {
  const { streams, store, servers } = over;
  const abort = new AbortController();
  const pages = streams.subscribe("log", { signal: abort.signal });
  expect((await pages.next()).value?.messages).toHaveLength(1);
  expect(servers[0]!.cursors).toBe(1);
  abort.abort();
  await expect.poll(() => servers[0]!.cursors).toBe(0);
  await expect.poll(() => store.stats().subscriptions).toBe(0);
  expect(await pages.next()).toEqual({ done: true, value: undefined });
});

test("a cursor reads as many values as it was granted in sum", async () => {
  const received: number[] = [];
  const cursor = new Cursor(2, { next: (value) => received.push(value as number), end() {}, fail() {} });
  cursor.grant(2);
  let read = 0;
  cursor.run(() => ({ next: async () => ({ value: ++read, done: false }) }));
  await expect.poll(() => received).toEqual([1, 2, 3, 4]);
  cursor.grant(1);
  cursor.grant(2);
  await expect.poll(() => received).toEqual([1, 2, 3, 4, 5, 6, 7]);
  cursor.cancel();
});

test("more calls than fit in flight all get a response, in order", async () => {
  const { streams } = over;
  const order: number[] = [];
  const count = 20_000;
  await Promise.all(Array.from({ length: count }, (_, i) => streams.head("log").then(() => order.push(i))));
  expect(order).toEqual(Array.from({ length: count }, (_, i) => i));
});

test("a stream whose deadline passed without effect is checked once a second", () => {
  const info = (deadline?: number) =>
    ({ streams: [{ deadline: deadline === undefined ? undefined : new Date(deadline) }] }) as never;
  expect(untilDeadline(info(), 5000)).toBeUndefined();
  expect(untilDeadline(info(5300), 5000)).toBe(300);
  expect(untilDeadline(info(5000), 5000)).toBe(1000);
  expect(untilDeadline(info(1000), 5000)).toBe(1000);
});

test("a list cursor misses no change that happens during its read", async () => {
  const { store } = over;
  // Enough hidden streams that each read takes many turns.
  await Promise.all(Array.from({ length: 2000 }, (_, i) => store.create(`m/${i}`)));
  const port = new RawPort(store, { "": "read", "m/": "none" });
  port.send([{ kind: "open", id: 1, cursor: "list", args: [{ prefix: "" }], credit: 1000 }]);
  const pathsSeen = () => {
    const last = port.received.at(-1);
    return last?.kind === "next" ? (last.value as ListPage).streams.map(({ path }) => path) : [];
  };
  const expected = ["log"];
  await expect.poll(() => pathsSeen()).toEqual(expected);
  for (let i = 0; i < 10; i++) {
    // The second one comes during the read that the first one caused.
    for (const path of [`a/${i}/1`, `a/${i}/2`]) {
      await store.create(path);
      expected.splice(-1, 0, path);
      for (let turn = 0; turn < i; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(() => pathsSeen()).toEqual(expected);
  }
  port.server.close();
});

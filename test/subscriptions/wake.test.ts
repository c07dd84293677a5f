import { describe, expect, test } from "vitest";
import { createPullWake, generations, openStoreWithClock } from "./subscribed-store.ts";

describe("a wake", () => {
  test("is announced once for many appends, with the append that caused it", async () => {
    const { store, clock } = await openStoreWithClock();
    await createPullWake(store);
    await Promise.all([
      store.append("jobs/a", "1"),
      store.append("jobs/a", "2"),
      store.create("jobs/b", { data: "3" }),
    ]);
    await store.append("jobs/a", "4");
    const { messages } = await store.read("wake");
    expect(messages.map(({ data }) => data)).toEqual([
      { type: "wake", subscription_id: "workers", stream: "jobs/a", generation: 1, ts: clock.ms },
    ]);
  });

  test("reaches readers that wait on the wake stream", async () => {
    const { store } = await openStoreWithClock();
    await createPullWake(store);
    const pages = store.subscribe("wake");
    const next = pages.next();
    await store.append("jobs/a", "1");
    expect((await next).value?.messages).toMatchObject([{ data: { generation: 1 } }]);
    await pages.return();
  });

  test("is a line of text if the wake stream holds bytes", async () => {
    const { store } = await openStoreWithClock();
    await store.create("wake", { contentType: "application/x-ndjson" });
    await store.subscriptions.create("s", { type: "pull-wake", pattern: "*", wakeStream: "wake" });
    await store.create("a", { data: "x" });
    const text = Buffer.from((await store.read("wake")).messages[0]!.data as Uint8Array).toString();
    expect(text.endsWith("\n")).toBe(true);
    expect(JSON.parse(text)).toMatchObject({ type: "wake", stream: "a" });
  });

  test("waits for its wake stream to be created", async () => {
    const { store } = await openStoreWithClock();
    await store.subscriptions.create("s", { type: "pull-wake", pattern: "jobs/*", wakeStream: "wake" });
    await store.create("jobs/a", { data: "x" });
    await store.create("wake", { contentType: "application/json" });
    expect(await generations(store)).toEqual([1]);
    await store.delete("wake");
    await store.create("wake", { contentType: "application/json" });
    expect(await generations(store)).toEqual([1]);
    expect(await store.subscriptions.claim("s", { worker: "w" })).toMatchObject({ generation: 1 });
  });

  test("does not fail the append when its wake stream is closed", async () => {
    const { store } = await openStoreWithClock();
    await createPullWake(store);
    await store.closeStream("wake");
    await store.append("jobs/a", "1");
    expect(await store.subscriptions.claim("workers", { worker: "w" })).toMatchObject({ generation: 1 });
  });

  test("of one subscription wakes another that is linked to the wake stream, once", async () => {
    const { store } = await openStoreWithClock();
    await createPullWake(store);
    await store.create("wake2", { contentType: "application/json" });
    await store.subscriptions.create("second", { type: "pull-wake", pattern: "*", wakeStream: "wake2" });
    await store.subscriptions.addStreams("workers", ["wake2"]);
    await store.append("jobs/a", "1");
    expect(await generations(store, "wake")).toEqual([1]);
    expect(await generations(store, "wake2")).toEqual([1]);
  });
});

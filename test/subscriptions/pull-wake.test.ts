import { describe, expect, test } from "vitest";
import { expectCode } from "../support/expect-code.ts";
import { acksOf, createPullWake, generations, openStoreWithClock, until } from "./subscribed-store.ts";

async function openWithWork() {
  const opened = await openStoreWithClock();
  await createPullWake(opened.store);
  await opened.store.append("jobs/a", "1");
  const subscriptions = opened.store.subscriptions;
  return { ...opened, subscriptions, claim: (worker = "w1") => subscriptions.claim("workers", { worker }) };
}

describe("claim", () => {
  test("gives the work to one worker", async () => {
    const { claim } = await openWithWork();
    const [first, second] = await Promise.allSettled([claim("w1"), claim("w2")]);
    expect(first).toMatchObject({ status: "fulfilled", value: { generation: 1, leaseTtlMs: 30_000 } });
    expect(second).toMatchObject({
      status: "rejected",
      reason: { code: "ALREADY_CLAIMED", details: { currentHolder: "w1", generation: 1 } },
    });
  });

  test("finds work that was appended in the same commit", async () => {
    const { store } = await openStoreWithClock();
    await createPullWake(store);
    const [, claimed] = await Promise.all([
      store.append("jobs/a", "1"),
      store.subscriptions.claim("workers", { worker: "w" }),
    ]);
    expect(claimed).toMatchObject({ generation: 1, streams: [{ hasPending: true }] });
    expect(await generations(store)).toEqual([1]);
  });

  test("requires a worker's name and an existing subscription", async () => {
    const { subscriptions } = await openWithWork();
    await expectCode(subscriptions.claim("workers", { worker: "" }), "BAD_REQUEST");
    await expectCode(subscriptions.claim("workers", {} as never), "BAD_REQUEST");
    await expectCode(subscriptions.claim("nobody", { worker: "w" }), "NOT_FOUND");
  });
});

describe("ack", () => {
  test("moves the cursor, and ends the wake with done", async () => {
    const { store, subscriptions, claim } = await openWithWork();
    const claimed = await claim();
    const ack = { acks: acksOf(claimed), done: true };
    expect(await subscriptions.ack("workers", claimed, ack)).toEqual({ nextWake: false });
    const { tailOffset } = await store.head("jobs/a");
    expect((await subscriptions.get("workers")).streams).toMatchObject([{ ackedOffset: tailOffset }]);
    await expectCode(subscriptions.ack("workers", claimed, ack), "FENCED");
    await expectCode(claim(), "NO_PENDING_WORK");
  });

  test("starts the next wake if more was appended", async () => {
    const { store, subscriptions, claim } = await openWithWork();
    const first = await claim();
    await store.append("jobs/a", "2");
    expect(await generations(store)).toEqual([1]);
    const ack = { acks: acksOf(first), done: true };
    expect(await subscriptions.ack("workers", first, ack)).toEqual({ nextWake: true });
    expect(await generations(store)).toEqual([1, 2]);
    const second = await claim("w2");
    expect(second).toMatchObject({ generation: 2, streams: [{ ackedOffset: first.streams[0]!.tailOffset }] });
    expect(second.wakeId).not.toBe(first.wakeId);
    await expectCode(subscriptions.ack("workers", first), "FENCED");
  });

  test("loses no append in the same commit, before or after it", async () => {
    const { store, subscriptions, claim } = await openWithWork();
    const claimed = await claim();
    const ack = { acks: acksOf(claimed), done: true };
    const [, acked] = await Promise.all([
      store.append("jobs/a", "2"),
      subscriptions.ack("workers", claimed, ack),
      store.append("jobs/a", "3"),
    ]);
    expect(acked).toEqual({ nextWake: true });
    expect(await generations(store)).toEqual([1, 2]);
    const next = await claim();
    const { messages } = await store.read("jobs/a", { offset: next.streams[0]!.ackedOffset });
    expect(messages).toHaveLength(2);
  });

  test("extends the lease without done", async () => {
    const { subscriptions, claim, clock } = await openWithWork();
    const claimed = await claim();
    for (let i = 0; i < 3; i++) {
      clock.ms += 29_999;
      expect(await subscriptions.ack("workers", claimed)).toEqual({ nextWake: false });
    }
    clock.ms += 30_000;
    await expectCode(subscriptions.ack("workers", claimed), "FENCED");
  });

  test("refuses offsets that are not the stream's, and moves no cursor", async () => {
    const { store, subscriptions, claim } = await openWithWork();
    await store.create("jobs/b", { data: ["1", "2"] });
    await store.create("other", { data: "x" });
    const claimed = await claim();
    const [a, b] = claimed.streams;
    const beyond = b!.tailOffset.replace(/.$/, "9");
    for (const wrong of [
      { stream: "jobs/b", offset: "-1" },
      { stream: "jobs/b", offset: beyond },
      { stream: "jobs/b", offset: a!.tailOffset },
      { stream: "other", offset: (await store.head("other")).tailOffset },
      { stream: "nowhere", offset: a!.tailOffset },
    ]) {
      const acks = [{ stream: "jobs/a", offset: a!.tailOffset }, wrong];
      await expectCode(subscriptions.ack("workers", claimed, { acks, done: true }), "INVALID_OFFSET");
    }
    const acks = [{ stream: "jobs/b", offset: "now" }];
    await expectCode(subscriptions.ack("workers", claimed, { acks }), "BAD_REQUEST");
    expect((await subscriptions.get("workers")).streams[0]!.ackedOffset).toBe(a!.ackedOffset);
    await subscriptions.ack("workers", claimed, { acks: acksOf(claimed) });
    const back = [{ stream: "jobs/b", offset: b!.ackedOffset }];
    await expectCode(subscriptions.ack("workers", claimed, { acks: back }), "INVALID_OFFSET");
  });

  test("skips a stream that no longer exists", async () => {
    const { store, subscriptions, claim } = await openWithWork();
    await subscriptions.addStreams("workers", ["named", "never-there"]);
    await store.create("named", { data: "1" });
    const claimed = await claim();
    await store.delete("named");
    expect(await subscriptions.ack("workers", claimed, { acks: acksOf(claimed), done: true })).toEqual({
      nextWake: false,
    });
    const { streams } = await subscriptions.get("workers");
    expect(streams.slice(1).map(({ ackedOffset }) => ackedOffset)).toEqual(["-1", "-1"]);
  });

  test("is accepted only from the holder of the current wake", async () => {
    const { subscriptions, claim, store } = await openWithWork();
    const claimed = await claim();
    await store.subscriptions.create("other", { type: "pull-wake", pattern: "jobs/*", wakeStream: "wake" });
    await expectCode(subscriptions.ack("other", claimed), "UNAUTHORIZED");
    const forged = `${claimed.token.slice(0, -3)}AAA`;
    for (const token of ["", "x", forged, claimed.token.replace(/\.\d+\./, ".2.")]) {
      await expectCode(subscriptions.ack("workers", { ...claimed, token }), "UNAUTHORIZED");
    }
    await expectCode(subscriptions.ack("workers", { ...claimed, wakeId: "w_x" }), "FENCED");
    await expectCode(subscriptions.ack("workers", { ...claimed, generation: 2 }), "FENCED");
    await expectCode(subscriptions.callback("workers", claimed), "BAD_REQUEST");
    expect(await subscriptions.ack("workers", claimed)).toEqual({ nextWake: false });
  });
});

describe("release", () => {
  test("hands the work to another worker", async () => {
    const { store, subscriptions, claim } = await openWithWork();
    const first = await claim();
    await subscriptions.release("workers", first);
    expect(await generations(store)).toEqual([1, 2]);
    await expectCode(subscriptions.release("workers", first), "FENCED");
    expect(await claim("w2")).toMatchObject({ generation: 2 });
    await expectCode(subscriptions.ack("workers", first), "FENCED");
  });

  test("starts no wake when no work is left", async () => {
    const { store, subscriptions, claim } = await openWithWork();
    const first = await claim();
    await subscriptions.ack("workers", first, { acks: acksOf(first) });
    await subscriptions.release("workers", first);
    expect(await generations(store)).toEqual([1]);
  });
});

describe("a lease that ends", () => {
  test("is over from that millisecond on", async () => {
    const { subscriptions, claim, clock } = await openWithWork();
    const first = await claim();
    clock.ms += 30_000;
    expect(await claim("w2")).toMatchObject({ generation: 2 });
    await expectCode(subscriptions.ack("workers", first), "FENCED");
    await expectCode(subscriptions.release("workers", first), "FENCED");
  });

  test("wakes other workers by itself", async () => {
    const { store, claim, clock } = await openWithWork();
    await claim();
    clock.ms += 30_000;
    await until(async () => (await generations(store)).length === 2);
  });

  test("starts no wake when the work was done", async () => {
    const { store, subscriptions, claim, clock } = await openWithWork();
    const first = await claim();
    await subscriptions.ack("workers", first, { acks: acksOf(first) });
    clock.ms += 30_000;
    await expectCode(claim(), "NO_PENDING_WORK");
    await store.append("jobs/a", "2");
    expect(await generations(store)).toEqual([1, 2]);
  });
});

describe("delete", () => {
  test("invalidates every claim, even when the id is used again", async () => {
    const { store, subscriptions, claim } = await openWithWork();
    const first = await claim();
    await subscriptions.delete("workers");
    await subscriptions.delete("workers");
    await expectCode(subscriptions.get("workers"), "NOT_FOUND");
    await expectCode(subscriptions.ack("workers", first), "NOT_FOUND");
    await expectCode(subscriptions.release("workers", first), "NOT_FOUND");
    await subscriptions.create("workers", { type: "pull-wake", pattern: "jobs/*", wakeStream: "wake" });
    await store.append("jobs/a", "2");
    expect(await claim()).toMatchObject({ generation: 1 });
    await expectCode(subscriptions.ack("workers", first, { acks: acksOf(first) }), "UNAUTHORIZED");
  });
});

import { describe, expect, test } from "vitest";
import type { StreamStore } from "../../src/store/index.ts";
import { expectCode } from "../support/expect-code.ts";
import { createPullWake, generations, openStoreWithClock } from "./subscribed-store.ts";

const pullWake = { type: "pull-wake", wakeStream: "wake" } as const;

async function linksOf(store: StreamStore, id = "workers") {
  const { streams } = await store.subscriptions.get(id);
  return streams.map(({ path, linkType }) => `${linkType} ${path}`);
}

describe("the streams of a subscription", () => {
  test("that exist start at their tails, so that earlier messages are not pending", async () => {
    const { store } = await openStoreWithClock();
    await store.create("jobs/a", { data: "old" });
    await store.create("elsewhere/a", { data: "old" });
    const { tailOffset } = await store.head("jobs/a");
    const { streams } = await store.subscriptions.create("workers", { ...pullWake, pattern: "jobs/*" });
    expect(streams).toEqual([{ path: "jobs/a", linkType: "glob", ackedOffset: tailOffset }]);
    await expectCode(store.subscriptions.claim("workers", { worker: "w" }), "NO_PENDING_WORK");
    await store.append("jobs/a", "new");
    const claim = await store.subscriptions.claim("workers", { worker: "w" });
    expect(claim.streams).toEqual([
      {
        path: "jobs/a",
        linkType: "glob",
        ackedOffset: tailOffset,
        tailOffset: (await store.head("jobs/a")).tailOffset,
        hasPending: true,
      },
    ]);
  });

  test("are all found, even if they do not fit in one page", async () => {
    const { store } = await openStoreWithClock({ durability: "normal" });
    const names = Array.from({ length: 1203 }, (_, i) => String(i).padStart(4, "0"));
    await Promise.all(names.map((name) => store.create(`jobs/${name}`)));
    await Promise.all(["job", "jobs", "jobs.x", "jobsx/1", "jobs/0001/x"].map((path) => store.create(path)));
    const { streams } = await store.subscriptions.create("workers", { ...pullWake, pattern: "jobs/*" });
    expect(streams.map(({ path }) => path)).toEqual(names.map((name) => `jobs/${name}`));
  });

  test("that are created later are linked before their initial content", async () => {
    const { store } = await openStoreWithClock();
    await createPullWake(store);
    await store.create("jobs/b", { data: "first" });
    const claim = await store.subscriptions.claim("workers", { worker: "w" });
    const link = claim.streams.find(({ path }) => path === "jobs/b")!;
    expect(link.hasPending).toBe(true);
    expect((await store.read("jobs/b", { offset: link.ackedOffset })).messages).toHaveLength(1);
  });

  test("that are forks start after the messages they inherited", async () => {
    const { store } = await openStoreWithClock();
    await createPullWake(store);
    await store.create("elsewhere", { data: ["1", "2"] });
    await store.create("jobs/fork", { fork: { path: "elsewhere" } });
    await expectCode(store.subscriptions.claim("workers", { worker: "w" }), "NO_PENDING_WORK");
    await store.append("jobs/fork", "3");
    const { streams } = await store.subscriptions.claim("workers", { worker: "w" });
    const { ackedOffset, tailOffset } = streams.find(({ path }) => path === "jobs/fork")!;
    const { messages } = await store.read("jobs/fork", { offset: ackedOffset });
    expect(messages.map(({ offset }) => offset)).toEqual([tailOffset]);
  });

  test("are explicit if they match as well, and stay matched when the explicit link is removed", async () => {
    const { store } = await openStoreWithClock();
    await createPullWake(store);
    await store.subscriptions.addStreams("workers", ["jobs/a", "other", "other"]);
    expect(await linksOf(store)).toEqual(["explicit jobs/a", "explicit other"]);
    await store.subscriptions.removeStream("workers", "jobs/a");
    await store.subscriptions.removeStream("workers", "other");
    await store.subscriptions.removeStream("workers", "other");
    expect(await linksOf(store)).toEqual(["glob jobs/a"]);
  });

  test("keep their cursors when they are linked again", async () => {
    const { store } = await openStoreWithClock();
    await createPullWake(store);
    await store.append("jobs/a", "1");
    await store.subscriptions.addStreams("workers", ["jobs/a"]);
    const { streams } = await store.subscriptions.claim("workers", { worker: "w" });
    expect(streams).toMatchObject([{ path: "jobs/a", linkType: "explicit", hasPending: true }]);
  });

  test("may be named before they exist", async () => {
    const { store } = await openStoreWithClock();
    await store.subscriptions.create("s", { ...pullWake, streams: ["later"] });
    expect((await store.subscriptions.get("s")).streams).toEqual([
      { path: "later", linkType: "explicit", ackedOffset: "-1" },
    ]);
    await store.create("later", { data: "x" });
    expect((await store.subscriptions.claim("s", { worker: "w" })).streams).toMatchObject([
      { hasPending: true },
    ]);
  });

  test("that are deleted are not pending, and are pending as a whole when created again", async () => {
    const { store } = await openStoreWithClock();
    await createPullWake(store);
    await store.subscriptions.addStreams("workers", ["named"]);
    await store.create("named", { data: ["1", "2"] });
    await store.append("jobs/a", "1");
    await store.delete("named");
    await store.delete("jobs/a");
    expect(await linksOf(store)).toEqual(["explicit named"]);
    await expectCode(store.subscriptions.claim("workers", { worker: "w" }), "NO_PENDING_WORK");
    await store.create("named", { data: "3" });
    const claim = await store.subscriptions.claim("workers", { worker: "w" });
    expect(claim.streams).toMatchObject([{ path: "named", ackedOffset: "-1", hasPending: true }]);
  });

  test("that have expired are not pending", async () => {
    const { store, clock } = await openStoreWithClock();
    await createPullWake(store);
    await store.create("jobs/short", { ttlSeconds: 10, data: "x" });
    clock.ms += 10_000;
    await expectCode(store.subscriptions.claim("workers", { worker: "w" }), "NO_PENDING_WORK");
    await store.append("jobs/a", "1");
    expect(await generations(store)).toEqual([1, 2]);
  });

  test("never include the subscription's own wake stream", async () => {
    const { store } = await openStoreWithClock();
    await store.create("wake", { contentType: "application/json" });
    await store.subscriptions.create("all", { ...pullWake, pattern: "**" });
    await store.create("a", { data: "x" });
    expect(await linksOf(store, "all")).toEqual(["glob a"]);
    await store.delete("wake");
    await store.create("wake", { contentType: "application/json" });
    expect(await linksOf(store, "all")).toEqual(["glob a"]);
    await expectCode(store.subscriptions.addStreams("all", ["wake"]), "BAD_REQUEST");
  });
});

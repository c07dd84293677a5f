import { describe, expect, onTestFinished, test } from "vitest";
import { StreamStore } from "../../src/store/index.ts";
import { openStore } from "../../src/store/wiring.ts";
import { resolveOptions } from "../../src/store/options.ts";
import { expectCode } from "../support/expect-code.ts";
import {
  acksOf,
  createPullWake,
  generations,
  openStoreWithClock,
  silent,
  until,
} from "./subscribed-store.ts";

describe("a reopened store keeps its subscriptions", () => {
  test("with cursors, links and configuration while they are idle", async () => {
    const { store, reopen } = await openStoreWithClock();
    await createPullWake(store);
    await store.subscriptions.addStreams("workers", ["other"]);
    await store.append("jobs/a", "1");
    const claim = await store.subscriptions.claim("workers", { worker: "w" });
    await store.subscriptions.ack("workers", claim, { acks: acksOf(claim), done: true });
    const before = await store.subscriptions.get("workers");
    const again = await reopen();
    expect(await again.subscriptions.get("workers")).toEqual(before);
    await expectCode(again.subscriptions.ack("workers", claim), "FENCED");
    await expectCode(again.subscriptions.claim("workers", { worker: "w" }), "NO_PENDING_WORK");
    await again.append("jobs/a", "2");
    expect(await generations(again)).toEqual([1, 2]);
    await again.create("jobs/b", { data: "3" });
    const next = await again.subscriptions.claim("workers", { worker: "w" });
    expect(next.streams.map(({ path, hasPending }) => [path, hasPending])).toEqual([
      ["jobs/a", true],
      ["jobs/b", true],
      ["other", false],
    ]);
  });

  test("while a wake waits to be claimed", async () => {
    const { store, reopen } = await openStoreWithClock();
    await createPullWake(store);
    await store.append("jobs/a", "1");
    const again = await reopen();
    await again.append("jobs/a", "2");
    expect(await generations(again)).toEqual([1]);
    expect(await again.subscriptions.claim("workers", { worker: "w" })).toMatchObject({ generation: 1 });
  });

  test("while a worker holds the lease, which continues", async () => {
    const { store, reopen, clock } = await openStoreWithClock();
    await createPullWake(store);
    await store.append("jobs/a", "1");
    const claim = await store.subscriptions.claim("workers", { worker: "w1" });
    clock.ms += 29_999;
    const again = await reopen();
    await expectCode(again.subscriptions.claim("workers", { worker: "w2" }), "ALREADY_CLAIMED", {
      currentHolder: "w1",
    });
    const acked = await again.subscriptions.ack("workers", claim, { acks: acksOf(claim), done: true });
    expect(acked).toEqual({ nextWake: false });
  });

  test("while the lease ends, which wakes other workers", async () => {
    const { store, reopen, clock } = await openStoreWithClock();
    await createPullWake(store);
    await store.append("jobs/a", "1");
    const claim = await store.subscriptions.claim("workers", { worker: "w1" });
    await store.close();
    clock.ms += 30_000;
    const again = await reopen();
    await until(async () => (await generations(again)).length === 2);
    await expectCode(again.subscriptions.ack("workers", claim), "FENCED");
  });

  test("except deleted ones, whose tokens stay invalid", async () => {
    const { store, reopen } = await openStoreWithClock();
    await createPullWake(store);
    await store.append("jobs/a", "1");
    const claim = await store.subscriptions.claim("workers", { worker: "w1" });
    await store.subscriptions.delete("workers");
    const again = await reopen();
    await expectCode(again.subscriptions.ack("workers", claim), "NOT_FOUND");
    await again.subscriptions.create("workers", { type: "pull-wake", pattern: "jobs/*", wakeStream: "wake" });
    await again.append("jobs/a", "2");
    await again.subscriptions.claim("workers", { worker: "w2" });
    await expectCode(again.subscriptions.ack("workers", claim), "UNAUTHORIZED");
  });

  test("with all streams of the pattern, even if it was closed while finding them", async () => {
    const { store, reopen } = await openStoreWithClock({ durability: "normal" });
    await Promise.all(Array.from({ length: 1200 }, (_, i) => store.create(`jobs/${i}`)));
    const options = { type: "pull-wake", pattern: "jobs/*", wakeStream: "wake" } as const;
    const created = store.subscriptions.create("workers", options);
    const again = await reopen();
    await created.catch(() => {});
    const links = async () => (await again.subscriptions.get("workers")).streams.length;
    await until(async () => (await links()) === 1200);
    expect(await again.subscriptions.create("workers", options)).toMatchObject({ created: false });
  });
});

describe("a transaction that is rolled back", () => {
  test("takes its wakes and links with it, and the writes that are repeated have them once", async () => {
    const open = openStore(resolveOptions({ inMemory: true, logger: silent }));
    const store = new StreamStore(open);
    onTestFinished(() => store.close());
    await createPullWake(store);
    const failing = open.context.commit.submit(() => {
      throw new Error("the disk is full");
    });
    const settled = await Promise.allSettled([
      store.create("jobs/b", { data: "1" }),
      store.subscriptions.claim("workers", { worker: "w" }),
      failing,
      store.append("jobs/a", "2"),
    ]);
    expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
    expect(await generations(store)).toEqual([1]);
    expect((await store.subscriptions.get("workers")).streams.map(({ path }) => path)).toEqual([
      "jobs/a",
      "jobs/b",
    ]);
  });
});

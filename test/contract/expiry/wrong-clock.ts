import { describe, expect, test } from "vitest";
import type { StoreOptions } from "../../../src/store/index.ts";
import { expectCode } from "../../support/expect-code.ts";
import { openWithClock, type StoreHost } from "../../support/host.ts";
import { readTexts } from "../../support/reading.ts";
import { cleanupPasses } from "./cleanup-passes.ts";

const in2099 = Date.UTC(2099, 0, 1);
const maxAgeMs = 10_000;

/** What was done while the clock stood in 2099, and is set right since. */
export function wrongClockContract(host: StoreHost): void {
  describe("after a clock that stood in 2099 was set right,", () => {
    test("retention by age drops messages again", async () => {
      const { store, clock, inTheFuture } = await openWith(host);
      await store.create("a", { retention: { maxAgeMs }, data: "before" });
      await inTheFuture(() => store.append("a", "future"));
      await store.append("a", "after");
      // In 2099, "before" was too old.
      expect(await readTexts(store, "a")).toEqual(["future", "after"]);
      clock.ms += maxAgeMs;
      await store.append("a", "later");
      expect(await readTexts(store, "a")).toEqual(["later"]);
    });

    test("cleanup drops them, although nothing is appended", async () => {
      const { store, clock, inTheFuture } = await openWith(host, { cleanupIntervalMs: 2 });
      await store.create("a", { retention: { maxAgeMs } });
      await inTheFuture(() => store.append("a", "future"));
      await cleanupPasses(clock);
      expect((await store.head("a")).messageCount).toBe(1);
      clock.ms += maxAgeMs;
      await expect.poll(async () => (await store.head("a")).messageCount).toBe(0);
    });

    test("a fork drops what it shares, too", async () => {
      const { store, clock, inTheFuture } = await openWith(host, { cleanupIntervalMs: 2 });
      await store.create("source");
      await inTheFuture(() => store.append("source", ["x", "y"]));
      await store.create("fork", { fork: { path: "source" }, retention: { maxAgeMs } });
      await store.create("fork of it", { fork: { path: "fork" }, retention: { maxAgeMs } });
      await store.append("fork of it", "z");
      await cleanupPasses(clock);
      for (const path of ["fork", "fork of it"])
        expect((await readTexts(store, path)).slice(0, 2)).toEqual(["x", "y"]);
      clock.ms += maxAgeMs;
      for (const path of ["fork", "fork of it"])
        await expect.poll(async () => (await store.head(path)).messageCount).toBe(0);
      expect(await readTexts(store, "source")).toEqual(["x", "y"]);
      await expectSound(store);
    });

    test("times never decrease, and a source that goes on is sound", async () => {
      const { store, clock, inTheFuture } = await openWith(host);
      await store.create("source", { data: "a" });
      await inTheFuture(() => store.append("source", ["x", "y"]));
      const { messages } = await store.read("source");
      await store.create("fork", { fork: { path: "source", offset: messages[1]!.offset } });
      await store.append("fork", "own");
      clock.ms += 1;
      await store.append("source", "z");
      expect(await readTexts(store, "source")).toEqual(["a", "x", "y", "z"]);
      expect(await readTexts(store, "fork")).toEqual(["a", "x", "own"]);
      await expectSound(store);
    });

    test("a stream that is only listed expires one TTL later", async () => {
      const { store, clock, inTheFuture } = await openWith(host, { cleanupIntervalMs: 2 });
      await inTheFuture(() => store.create("a", { ttlSeconds: 60, data: "x" }));
      await cleanupPasses(clock);
      const deadline = async () => (await store.list()).streams[0]?.deadline;
      expect(await deadline()).toEqual(new Date(clock.ms + 60_000));
      clock.ms += 30_000;
      expect(await deadline()).toEqual(new Date(clock.ms + 30_000));
      clock.ms += 30_000;
      expect(await deadline()).toBeUndefined();
      await expect.poll(async () => (await store.stats()).streams).toBe(0);
    });

    test("an absolute expiry stays where it was put", async () => {
      const { store, clock, inTheFuture } = await openWith(host, { cleanupIntervalMs: 2 });
      const expiresAt = new Date(in2099 + 1000);
      await inTheFuture(() => store.create("a", { expiresAt, data: "x" }));
      await cleanupPasses(clock);
      expect((await store.head("a")).deadline).toEqual(expiresAt);
    });

    test("the lag of a replica does not begin in the future", async () => {
      const { store, clock, inTheFuture } = await openWith(host);
      await store.create("a");
      const { tailOffset } = await store.head("a");
      await inTheFuture(() => store.append("a", "x"));
      expect((await store.replicas.lag("a", tailOffset)).since).toEqual(new Date(clock.ms));
    });

    test("all of it recovers in a store that is opened again", async (context) => {
      if (!host.reopen) return context.skip();
      const opened = await openWith(host);
      const { clock, inTheFuture } = opened;
      await opened.store.create("a", { retention: { maxAgeMs } });
      await inTheFuture(async () => {
        await opened.store.append("a", "future");
        await opened.store.create("sliding", { ttlSeconds: 5 });
      });
      const options = { now: clock.now, expiryGraceMs: 0, cleanupIntervalMs: 2 };
      const store = await host.reopen(opened.store, options);
      await cleanupPasses(clock);
      clock.ms += maxAgeMs;
      await expectCode(store.head("sliding"), "NOT_FOUND");
      await expect.poll(async () => (await store.head("a")).messageCount).toBe(0);
    });

    test("nothing is believed to be wrong within the grace", async () => {
      const { store, clock, inTheFuture } = await openWith(host, {
        expiryGraceMs: 3_600_000,
        cleanupIntervalMs: 2,
      });
      await store.create("a", { retention: { maxAgeMs } });
      await inTheFuture(() => store.append("a", "x"));
      await store.append("a", "y");
      await cleanupPasses(clock);
      clock.ms += 2 * maxAgeMs;
      await cleanupPasses(clock);
      expect(await readTexts(store, "a")).toEqual(["x", "y"]);
    });

    test("nothing is believed to be wrong by a clock that stands in 1970", async () => {
      const { store, clock } = await openWith(host, { cleanupIntervalMs: 2 });
      await store.create("a", { retention: { maxAgeMs: 3_600_000 }, data: "x" });
      const now = clock.ms;
      clock.ms = 1000;
      await store.append("a", "y");
      await cleanupPasses(clock);
      clock.ms = now;
      await cleanupPasses(clock);
      expect(await readTexts(store, "a")).toEqual(["x", "y"]);
    });
  });
}

async function openWith(host: StoreHost, options: StoreOptions = {}) {
  const { streams: store, clock } = await openWithClock(host, {
    cleanupIntervalMs: 0,
    expiryGraceMs: 0,
    ...options,
  });
  const inTheFuture = async (act: () => Promise<unknown>) => {
    const now = clock.ms;
    clock.ms = in2099;
    await act();
    clock.ms = now;
  };
  return { store, clock, inTheFuture };
}

async function expectSound(store: Awaited<ReturnType<StoreHost["open"]>>): Promise<void> {
  for await (const { problems } of store.verify()) expect(problems).toEqual([]);
}

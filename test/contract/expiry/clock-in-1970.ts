import { describe, expect, test } from "vitest";
import type { StoreOptions } from "../../../src/store/index.ts";
import { expectCode } from "../../support/expect-code.ts";
import { openWithClock, type StoreHost } from "../../support/host.ts";
import { readTexts } from "../../support/reading.ts";
import { cleanupPasses } from "./cleanup-passes.ts";

const ttlSeconds = 60;
const maxAgeMs = 60_000;
const contentType = "text/plain";

/** A machine with an empty battery: its clock stands in 1970, for longer than the grace, until a time server sets it right. */
export function clockIn1970Contract(host: StoreHost): void {
  describe("a clock that stands in 1970 for longer than the grace, twice,", () => {
    test("deletes no stream with a TTL, and counts each from when the clock is right", async () => {
      const { store, clock, in1970 } = await open(host);
      await store.create("before", { contentType, ttlSeconds, data: "x" });
      for (const n of [1, 2]) {
        await in1970(async () => {
          await store.create(`new ${n}`, { contentType, ttlSeconds, data: "y" });
          await cleanupPasses(clock);
          for (const path of ["before", `new ${n}`]) {
            expect(await readTexts(store, path)).toHaveLength(1);
            expect((await store.head(path)).deadline).toEqual(new Date(clock.ms + ttlSeconds * 1000));
          }
        });
        await cleanupPasses(clock);
        for (const path of ["before", `new ${n}`]) {
          expect((await store.head(path)).deadline).toEqual(new Date(clock.ms + ttlSeconds * 1000));
        }
        expect((await store.list()).streams.map(({ path }) => path)).toEqual(["before", `new ${n}`]);
        clock.ms += ttlSeconds * 1000 - 1;
        expect(await readTexts(store, "before")).toEqual(["x"]);
        clock.ms += 1;
        await expectCode(store.head(`new ${n}`), "NOT_FOUND");
        await expect.poll(async () => (await store.stats()).streams).toBe(1);
      }
    });

    test("leaves the deadline of a stream that is not used meanwhile", async () => {
      const { store, clock, in1970 } = await open(host);
      await store.create("unused", { ttlSeconds, data: "x" });
      const { deadline } = await store.head("unused");
      for (let n = 0; n < 2; n++) {
        await in1970(async () => {
          await cleanupPasses(clock);
          await store.list();
        });
        expect((await store.head("unused")).deadline).toEqual(deadline);
      }
      clock.ms = deadline!.getTime();
      await expectCode(store.head("unused"), "NOT_FOUND");
    });

    test("lets a TTL end in 1970", async () => {
      const { store, clock, in1970 } = await open(host);
      await in1970(async () => {
        await store.create("short", { ttlSeconds, data: "x" });
        clock.ms += ttlSeconds * 1000;
        await expectCode(store.head("short"), "NOT_FOUND");
        await expect.poll(async () => (await store.stats()).streams).toBe(0);
      });
    });

    test("drops no message by its age, and counts each from when the clock is right", async () => {
      const { store, clock, in1970 } = await open(host);
      const retention = { maxAgeMs };
      await store.create("used", { contentType, retention });
      for (const n of [1, 2]) {
        // What follows in 1970 gets the time of this.
        await store.append("used", `before ${n}`);
        const many = Array.from({ length: 1200 }, (_, i) => `${n} ${i}`);
        await in1970(async () => {
          await store.create(`new ${n}`, { contentType, retention, data: many });
          for (let i = 0; i < 5; i++) await store.append(`new ${n}`, `alone ${i}`);
          await store.append("used", `in 1970, ${n}`);
        });
        await store.append(`new ${n}`, "after");
        await store.append("used", `after ${n}`);
        expect(await readTexts(store, `new ${n}`)).toHaveLength(1206);
        await cleanupPasses(clock);
        await expectSound(store);
        clock.ms += maxAgeMs - 1;
        expect(await readTexts(store, `new ${n}`)).toHaveLength(1206);
        expect(await readTexts(store, "used")).toEqual([`before ${n}`, `in 1970, ${n}`, `after ${n}`]);
        clock.ms += 1;
        await expect.poll(async () => (await store.head(`new ${n}`)).messageCount).toBe(0);
        await expect.poll(async () => (await store.head("used")).messageCount).toBe(0);
      }
    });

    test("does so for forks, whose sources continue in 1970", async () => {
      const { store, clock, in1970 } = await open(host);
      await in1970(async () => {
        await store.create("source", { contentType, data: ["a", "b"] });
        await store.append("source", "c");
        const [, b] = (await store.read("source")).messages;
        await store.create("fork", { retention: { maxAgeMs }, fork: { path: "source", offset: b!.offset } });
        await store.append("fork", "own");
      });
      await store.append("fork", "after");
      await cleanupPasses(clock);
      await expectSound(store);
      clock.ms += maxAgeMs - 1;
      expect(await readTexts(store, "fork")).toEqual(["a", "b", "own", "after"]);
      clock.ms += 1;
      await expect.poll(async () => (await store.head("fork")).messageCount).toBe(0);
      expect(await readTexts(store, "source")).toEqual(["a", "b", "c"]);
      await expectSound(store);
    });

    test("the same for a store that is opened again when the clock is right", async (context) => {
      if (!host.reopen) return context.skip();
      const { store, clock, in1970 } = await open(host);
      await in1970(async () => {
        await store.create("aged", { contentType, retention: { maxAgeMs }, data: "x" });
        await store.create("sliding", { contentType, ttlSeconds, data: "y" });
      });
      const again = await host.reopen(store, { now: clock.now, expiryGraceMs: 0, cleanupIntervalMs: 2 });
      await cleanupPasses(clock);
      expect(await readTexts(again, "aged")).toEqual(["x"]);
      expect(await readTexts(again, "sliding")).toEqual(["y"]);
      clock.ms += maxAgeMs;
      await expectCode(again.head("sliding"), "NOT_FOUND");
      await expect.poll(async () => (await again.head("aged")).messageCount).toBe(0);
    });
  });
}

async function open(host: StoreHost, options: StoreOptions = {}) {
  const { streams: store, clock } = await openWithClock(host, {
    cleanupIntervalMs: 2,
    expiryGraceMs: 0,
    ...options,
  });
  const in1970 = async (act: () => Promise<unknown>) => {
    const now = clock.ms;
    clock.ms = 1000;
    await act();
    clock.ms = now;
  };
  return { store, clock, in1970 };
}

async function expectSound(store: Awaited<ReturnType<StoreHost["open"]>>): Promise<void> {
  for await (const { problems } of store.verify()) expect(problems).toEqual([]);
}

import { describe, expect, test } from "vitest";
import { expectCode } from "../../support/expect-code.ts";
import { openWithClock, type StoreHost } from "../../support/host.ts";
import { numbered, readTexts } from "../../support/reading.ts";

const padding = "x".repeat(1000);

/** 2,000 messages of a kilobyte: enough pages to tell whether they are given back. */
const content = numbered(2000).map((text) => text + padding);

export function forkReclaimContract(host: StoreHost): void {
  describe("the space of forked streams", () => {
    test("is kept as long as a fork can see it, and no longer", async () => {
      const store = await host.open();
      const empty = (await store.stats()).fileBytes;
      await store.create("source", { contentType: "text/plain", data: content });
      await store.create("fork", { fork: { path: "source" } });
      await store.create("fork/fork", { fork: { path: "fork" }, data: "last" });
      await store.delete("source");
      await store.delete("fork");
      await store.compact();
      expect(await readTexts(store, "fork/fork")).toEqual([...content, "last"]);
      await store.delete("fork/fork");
      await store.compact();
      expect((await store.stats()).fileBytes).toBeLessThan(empty + 200_000);
    });

    test("is kept below the floor of the source, and given back when the fork is deleted", async () => {
      const store = await host.open();
      await store.create("source", {
        contentType: "text/plain",
        retention: { maxMessages: 2000 },
        data: content,
      });
      await store.create("fork", { fork: { path: "source" } });
      await store.append("source", content);
      await store.compact();
      expect(await readTexts(store, "fork")).toEqual(content);
      const both = (await store.stats()).fileBytes;
      await store.delete("fork");
      await store.compact();
      expect(await readTexts(store, "source")).toEqual(content);
      expect((await store.stats()).fileBytes).toBeLessThan(both - 1_000_000);
    });

    test("is reclaimed from a deleted source with maxAgeMs without damaging it", async () => {
      const { streams: store, clock } = await openWithClock(host, { expiryGraceMs: 0 });
      await store.create("source", {
        contentType: "text/plain",
        retention: { maxAgeMs: 1000 },
        data: content,
      });
      await store.create("fork", { fork: { path: "source", offset: "-1" } });
      await store.delete("source");
      await store.compact();
      clock.ms += 2000;
      await expectCode(store.head("source"), "GONE");
      await expectCode(store.create("source"), "EXISTS");
      await store.delete("fork");
      expect(await store.create("source")).toMatchObject({ created: true });
    });

    test("is given back as the fork's own retention advances", async () => {
      const store = await host.open();
      await store.create("source", { contentType: "text/plain", data: content });
      await store.create("fork", { fork: { path: "source" }, retention: { maxMessages: 1 } });
      await store.delete("source");
      const before = (await store.stats()).fileBytes;
      await store.append("fork", "last");
      await store.compact();
      expect(await readTexts(store, "fork")).toEqual(["last"]);
      expect((await store.stats()).fileBytes).toBeLessThan(before - 1_000_000);
    });

    test("of a deleted fork in between is kept as far as its own forks can see it", async () => {
      const store = await host.open();
      await store.create("source", { contentType: "text/plain", data: content });
      const { nextOffset } = await store.read("source", { limitMessages: 3 });
      await store.create("between", { fork: { path: "source" } });
      await store.create("last", { fork: { path: "between", offset: nextOffset } });
      await store.delete("source");
      const before = (await store.stats()).fileBytes;
      await store.delete("between");
      await store.compact();
      expect(await readTexts(store, "last")).toEqual(content.slice(0, 3));
      expect((await store.stats()).fileBytes).toBeLessThan(before - 1_000_000);
    });
  });
}

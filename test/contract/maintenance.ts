import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openStreamStore, type StreamStore } from "../../src/store/index.ts";
import type { StoreHost } from "./host.ts";
import { numbered, readTexts } from "./reading.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

export function maintenanceContract(host: StoreHost): void {
  describe("compact", () => {
    test("gives the space of a deleted stream back, and leaves the rest", async () => {
      const store = await openFilled(host);
      const before = store.stats().fileBytes;
      await store.delete("large");
      await store.compact();
      expect(store.stats().fileBytes).toBeLessThan(before / 4);
      expect(await readTexts(store, "small")).toEqual(numbered(3));
    });

    test("may run beside everything else, and beside itself", async () => {
      const store = await openFilled(host);
      await store.delete("large");
      const compacting = [store.compact(), store.compact()];
      await Promise.all(numbered(200, 3).map((text) => store.append("small", text)));
      await store.create("large", { data: "again" });
      await Promise.all(compacting);
      expect(await readTexts(store, "small")).toEqual(numbered(203));
      expect(await readTexts(store, "large")).toEqual(["again"]);
    });

    test("has nothing to do in an empty store", async () => {
      const store = await host.open();
      await store.compact();
      expect((await store.list()).streams).toEqual([]);
    });
  });

  describe("stats", () => {
    test("count the streams that are there", async () => {
      const store = await host.open();
      expect(store.stats()).toMatchObject({ streams: 0, subscriptions: 0 });
      await store.create("a");
      await store.create("b");
      expect(store.stats().streams).toBe(2);
      await store.delete("a");
      expect(store.stats().streams).toBe(1);
    });
  });

  describe("backup", () => {
    test("writes a store of its own, with all that was acknowledged", async () => {
      const store = await host.open();
      await store.create("a", { contentType: "text/plain", data: numbered(1000) });
      await store.append("a", "1000", { seq: "7" });
      const directory = await temporaryDirectory();
      await store.backup(join(directory, "streams.db"));
      await store.append("a", "not in the backup");
      const copy = openStreamStore({ directory });
      onTestFinished(() => copy.close());
      expect(await readTexts(copy, "a")).toEqual(numbered(1001));
      expect(await copy.head("a")).toMatchObject({ contentType: "text/plain", seq: "7" });
      await copy.append("a", "its own", { seq: "8" });
    });

    test("is of one moment, however much is written meanwhile, and tells how far it is", async () => {
      const store = await openFilled(host);
      const directory = await temporaryDirectory();
      let done = 0;
      const writes: Promise<unknown>[] = [];
      const { messageCount } = await store.head("large");
      await store.backup(join(directory, "streams.db"), {
        onProgress({ pages, total }) {
          expect(pages).toBeLessThanOrEqual(total);
          done = pages;
          writes.push(store.append("large", "meanwhile"), store.append("small", "meanwhile"));
        },
      });
      await Promise.all(writes);
      expect(done).toBeGreaterThan(0);
      expect(writes.length).toBeGreaterThan(4);
      const copy = openStreamStore({ directory });
      onTestFinished(() => copy.close());
      const copied = (await copy.head("large")).messageCount - messageCount;
      expect((await copy.head("small")).messageCount - 3).toBe(copied);
      for await (const { problems } of copy.verify()) expect(problems).toEqual([]);
    });

    test("that is aborted leaves nothing behind, and what was there as it was", async () => {
      const store = await openFilled(host);
      const directory = await temporaryDirectory();
      const file = join(directory, "copy.db");
      await writeFile(file, "the last one");
      const abort = new AbortController();
      const copying = store.backup(file, { signal: abort.signal, onProgress: () => abort.abort() });
      await expect(copying).rejects.toMatchObject({ name: "AbortError" });
      expect(await readdir(directory)).toEqual(["copy.db"]);
      expect(await readFile(file, "utf8")).toBe("the last one");
    });
  });
}

/** A large stream and a small one, all of it in the database file rather than in its log. */
async function openFilled(host: StoreHost): Promise<StreamStore> {
  const store = await host.open();
  await store.create("large");
  await store.create("small", { data: numbered(3) });
  const batch = Array.from({ length: 100 }, () => "x".repeat(1000));
  for (let i = 0; i < 40; i++) await store.append("large", batch);
  await store.compact();
  return store;
}

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { StreamStoreApi } from "../../../src/store/index.ts";
import type { StoreHost } from "../../support/host.ts";
import { openTestStore } from "../../support/open-store.ts";
import { numbered, readTexts } from "../../support/reading.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

export function maintenanceContract(host: StoreHost): void {
  describe("compact", () => {
    test("gives back the space of a deleted stream and keeps the others", async () => {
      const store = await openFilled(host);
      const before = (await store.stats()).fileBytes;
      await store.delete("large");
      await store.compact();
      expect((await store.stats()).fileBytes).toBeLessThan(before / 4);
      expect(await readTexts(store, "small")).toEqual(numbered(3));
    });

    test("may run alongside other operations and itself", async () => {
      const store = await openFilled(host);
      await store.delete("large");
      const compacting = [store.compact(), store.compact()];
      await Promise.all(numbered(200, 3).map((text) => store.append("small", text)));
      await store.create("large", { data: "again" });
      await Promise.all(compacting);
      expect(await readTexts(store, "small")).toEqual(numbered(203));
      expect(await readTexts(store, "large")).toEqual(["again"]);
    });

    test("does nothing in an empty store", async () => {
      const store = await host.open();
      await store.compact();
      expect((await store.list()).streams).toEqual([]);
    });
  });

  describe("stats", () => {
    test("count the existing streams", async () => {
      const store = await host.open();
      expect(await store.stats()).toMatchObject({ streams: 0, subscriptions: 0 });
      await store.create("a");
      await store.create("b");
      expect((await store.stats()).streams).toBe(2);
      await store.delete("a");
      expect((await store.stats()).streams).toBe(1);
    });
  });

  describe("backup", () => {
    test("writes an independent store with everything acknowledged", async () => {
      const store = await host.open();
      await store.create("a", { contentType: "text/plain", data: numbered(1000) });
      await store.append("a", "1000", { seq: "7" });
      const directory = await temporaryDirectory();
      await store.backup(join(directory, "streams.db"));
      await store.append("a", "not in the backup");
      const copy = openTestStore({ directory });
      expect(await readTexts(copy, "a")).toEqual(numbered(1001));
      expect(await copy.head("a")).toMatchObject({ contentType: "text/plain", seq: "7" });
      await copy.append("a", "its own", { seq: "8" });
    });
  });
}

/** A large stream and a small one, both written back from the log to the database file. */
async function openFilled(host: StoreHost): Promise<StreamStoreApi> {
  const store = await host.open();
  await store.create("large");
  await store.create("small", { data: numbered(3) });
  const batch = Array.from({ length: 100 }, () => "x".repeat(1000));
  for (let i = 0; i < 40; i++) await store.append("large", batch);
  await store.compact();
  return store;
}

import { describe, expect, test } from "vitest";
import type { StreamStoreApi } from "../../../src/store/index.ts";
import { openWithClock, type StoreHost } from "../../support/host.ts";
import { numbered, readMessages, readTexts } from "../../support/reading.ts";

/** How many messages of the source each fork has, in the order in which they are created. */
const orders = [
  [3, 6, 9],
  [3, 9, 6],
  [6, 3, 9],
  [6, 9, 3],
  [9, 3, 6],
  [9, 6, 3],
];

export function severalForksContract(host: StoreHost): void {
  describe.each(["deleted", "expired"] as const)("several forks of a source that is %s", (how) => {
    test.each(orders.map((order) => [order.join(", "), order] as const))(
      "at %s keep what each of them shows, until the last one is deleted",
      async (_name, order) => {
        const { store, remove } = await openWithSource(host, how);
        const offsets = await offsetsOf(store);
        for (const upto of order) await fork(store, upto, offsets);
        await remove();
        await expectForks(store, order);
        for (let left = order; left.length > 0;) {
          await store.delete(pathOf(left[0]!));
          left = left.slice(1);
          await expectForks(store, left);
        }
        const { fileBytes, freePages } = await store.stats();
        expect([(await store.list()).streams, freePages, fileBytes < 200_000]).toEqual([[], 0, true]);
      },
    );
  });

  describe("several forks of one source", () => {
    test("each drop messages of their own retention, and none of the others'", async () => {
      const { store, remove } = await openWithSource(host, "deleted");
      const offsets = await offsetsOf(store);
      for (const upto of [9, 3, 6]) await fork(store, upto, offsets);
      await remove();
      await store.setRetention(pathOf(9), { maxMessages: 2 });
      await store.setRetention(pathOf(3), { maxMessages: 1 });
      await store.compact();
      expect(await readTexts(store, pathOf(9))).toEqual(["7", "8"]);
      expect(await readTexts(store, pathOf(3))).toEqual(["2"]);
      expect(await readTexts(store, pathOf(6))).toEqual(numbered(6));
    });

    test("may be forked again, and each keeps what its own forks show", async () => {
      const { store, remove } = await openWithSource(host, "deleted");
      const offsets = await offsetsOf(store);
      for (const upto of [9, 3, 6]) await fork(store, upto, offsets);
      for (const upto of [2, 1]) {
        await store.create(`below ${upto}`, { fork: { path: pathOf(9), offset: offsets[upto]! } });
        await store.create(`beside ${upto}`, { fork: { path: pathOf(3), offset: offsets[upto]! } });
      }
      await remove();
      for (const upto of [9, 3, 6]) await store.delete(pathOf(upto));
      await store.compact();
      for (const upto of [2, 1]) {
        expect(await readTexts(store, `below ${upto}`)).toEqual(numbered(upto));
        expect(await readTexts(store, `beside ${upto}`)).toEqual(numbered(upto));
      }
    });
  });
}

/** Each message is appended alone: it has a row of its own, which is deleted alone. */
async function openWithSource(host: StoreHost, how: "deleted" | "expired") {
  const { streams: store, clock } = await openWithClock(host, { cleanupIntervalMs: 0, expiryGraceMs: 0 });
  const expiry = how === "expired" ? { ttlSeconds: 60 } : {};
  await store.create("source", { contentType: "text/plain", ...expiry });
  for (const text of numbered(10)) await store.append("source", text);
  const remove = async () => {
    if (how === "deleted") return store.delete("source");
    clock.ms += 60_000;
    // Creating another one removes the expired stream.
    await store.create("source", { data: "another" });
    await store.delete("source");
  };
  return { store, remove };
}

async function offsetsOf(store: StreamStoreApi): Promise<string[]> {
  return ["-1", ...(await readMessages(store, "source")).map(({ offset }) => offset)];
}

async function fork(store: StreamStoreApi, upto: number, offsets: readonly string[]): Promise<void> {
  const expiresAt = new Date(Date.UTC(2040, 0, 1));
  await store.create(pathOf(upto), { fork: { path: "source", offset: offsets[upto]! }, expiresAt });
}

function pathOf(upto: number): string {
  return `fork ${upto}`;
}

async function expectForks(store: StreamStoreApi, forks: readonly number[]): Promise<void> {
  await store.compact();
  for (const upto of forks) expect(await readTexts(store, pathOf(upto))).toEqual(numbered(upto));
}

import { describe, expect, test } from "vitest";
import type { Retention } from "../../../src/protocol/stream.ts";
import type { StreamStoreApi } from "../../../src/store/index.ts";
import { expectCode } from "../../support/expect-code.ts";
import { openWithClock, type StoreHost } from "../../support/host.ts";
import { numbered, readMessages, readTexts } from "../../support/reading.ts";

/** Ten messages, and the offsets after each of them: `offsets[3]` is what a replica with three messages is at. */
interface Replicated {
  readonly store: StreamStoreApi;
  readonly offsets: readonly string[];
  readonly pass: (ms: number) => void;
}

export function afterReplicatedContract(host: StoreHost): void {
  describe("retention with afterReplicated and several replicas", () => {
    test("keeps what the slowest replica lacks, whichever acknowledges last", async () => {
      const { store, offsets } = await openWith(host, { afterReplicated: true });
      for (const [name, count, kept] of [
        ["a", 8, 10],
        ["b", 3, 10],
        ["c", 5, 7],
        ["b", 6, 5],
        ["c", 9, 4],
        ["b", 10, 2],
        ["a", 10, 1],
        ["c", 10, 0],
      ] as const) {
        await acknowledge(store, name, offsets[count]!);
        expect(await readTexts(store, "a")).toEqual(numbered(kept, 10 - kept));
      }
    });

    test("that is set later drops what all replicas have, and no more", async () => {
      const { store, offsets } = await openWith(host);
      await acknowledge(store, "a", offsets[8]!);
      await acknowledge(store, "b", offsets[3]!);
      await acknowledge(store, "c", offsets[5]!);
      expect(await readTexts(store, "a")).toEqual(numbered(10));
      expect(await store.setRetention("a", { afterReplicated: true })).toMatchObject({ messageCount: 7 });
      await store.compact();
      expect(await readTexts(store, "a")).toEqual(numbered(7, 3));
    });

    test("drops beyond maxMessages and maxBytes only what all replicas have", async () => {
      for (const limit of [{ maxMessages: 2 }, { maxBytes: 2 }]) {
        const { store, offsets } = await openWith(host, { afterReplicated: true, ...limit });
        await acknowledge(store, "a", offsets[9]!);
        await acknowledge(store, "b", offsets[4]!);
        expect(await readTexts(store, "a")).toEqual(numbered(10));
        await acknowledge(store, "c", offsets[10]!);
        expect(await readTexts(store, "a")).toEqual(numbered(6, 4));
        await store.append("a", "x");
        expect(await readTexts(store, "a")).toEqual([...numbered(6, 4), "x"]);
        await acknowledge(store, "b", offsets[10]!);
        expect(await readTexts(store, "a")).toEqual(["9", "x"]);
      }
    });

    test("keeps messages older than maxAgeMs that one replica lacks", async () => {
      const { store, offsets, pass } = await openWith(host, { afterReplicated: true, maxAgeMs: 1000 });
      await acknowledge(store, "a", offsets[9]!);
      await acknowledge(store, "b", offsets[4]!);
      await acknowledge(store, "c", offsets[6]!);
      expect(await readTexts(store, "a")).toEqual(numbered(10));
      pass(1001);
      expect(await readTexts(store, "a")).toEqual(numbered(6, 4));
    });

    test("waits no longer for a replica that was deleted", async () => {
      const { store, offsets } = await openWith(host, { afterReplicated: true });
      await acknowledge(store, "a", offsets[3]!);
      await acknowledge(store, "b", offsets[8]!);
      await store.replicas.delete("a", "a");
      for (const name of ["b", "c"]) await acknowledge(store, name, offsets[9]!);
      expect(await readTexts(store, "a")).toEqual(["9"]);
    });

    test("begins anew with a stream that is created again", async () => {
      const { store, offsets } = await openWith(host, { afterReplicated: true });
      for (const name of ["a", "b", "c"]) await acknowledge(store, name, offsets[5]!);
      await store.delete("a");
      await store.create("a", { contentType: "text/plain", retention: { afterReplicated: true } });
      expect(await store.replicas.get("a", "a")).toBeUndefined();
      await store.append("a", numbered(3));
      await expectCode(acknowledge(store, "a", offsets[9]!), "GONE");
      expect(await readTexts(store, "a")).toEqual(numbered(3));
    });
  });
}

async function openWith(host: StoreHost, retention?: Retention): Promise<Replicated> {
  const { streams: store, clock } = await openWithClock(host, { cleanupIntervalMs: 0, expiryGraceMs: 0 });
  await store.create("a", { contentType: "text/plain", ...(retention && { retention }) });
  for (const name of ["a", "b", "c"]) await store.replicas.set("a", name, { offset: "-1", state: "" });
  await store.append("a", numbered(10));
  const messages = await readMessages(store, "a");
  const offsets = ["-1", ...messages.map(({ offset }) => offset)];
  return { store, offsets, pass: (ms) => (clock.ms += ms) };
}

function acknowledge(store: StreamStoreApi, name: string, offset: string): Promise<void> {
  return store.replicas.set("a", name, { offset, state: "" });
}

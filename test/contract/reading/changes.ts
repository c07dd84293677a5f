import { describe, expect, test } from "vitest";
import type { StreamChange } from "../../../src/protocol/stream.ts";
import type { StreamStoreApi } from "../../../src/store/index.ts";
import { expectCode } from "../../support/expect-code.ts";
import { openWithClock, type StoreHost } from "../../support/host.ts";
import { numbered } from "../../support/reading.ts";

export function changesContract(host: StoreHost): void {
  describe("changes", () => {
    test("reports what happens to a stream, in order", async () => {
      const store = await host.open();
      const recorded = recordUntil(store, "end");
      await store.create("a");
      await store.append("a", "x");
      await store.closeStream("a");
      await store.delete("a");
      await store.create("end");
      expect(typesOf(await recorded, "a")).toEqual(["created", "appended", "closed", "deleted"]);
    });

    test("reports an append that closes, and a stream created closed with content", async () => {
      const store = await host.open();
      const recorded = recordUntil(store, "end");
      await store.create("a");
      await store.append("a", "x", { close: true });
      await store.create("full", { data: "x", closed: true });
      await store.create("end");
      const changes = await recorded;
      expect(typesOf(changes, "a")).toEqual(["created", "appended", "closed"]);
      expect(typesOf(changes, "full")[0]).toBe("created");
    });

    test("reports nothing for calls that change nothing", async () => {
      const store = await host.open();
      await store.create("a");
      await store.create("closed", { closed: true });
      await store.append("a", "x", { producer: { id: "p", epoch: 0, seq: 0 } });
      const recorded = recordUntil(store, "end");
      await store.create("a");
      await store.append("a", "x", { producer: { id: "p", epoch: 0, seq: 0 } });
      await store.closeStream("closed");
      await store.read("a");
      await store.touch("a");
      await expectCode(store.append("a", ""), "BAD_REQUEST");
      await expectCode(store.delete("missing"), "NOT_FOUND");
      await store.create("end");
      expect(await recorded).toEqual([{ type: "created", path: "end" }]);
    });

    test("gives a slow reader every change in order per path; only appends may coalesce", async () => {
      const store = await host.open();
      const feed = await listening(store);
      for (const path of ["a", "b"]) {
        await store.create(path);
        await Promise.all(numbered(100).map((text) => store.append(path, text)));
        await store.closeStream(path);
        await store.delete(path);
        await store.create(path);
      }
      await store.create("end");
      const changes = await restOf(feed, "end");
      for (const path of ["a", "b"]) {
        const types = withoutRepeats(typesOf(changes, path));
        expect(types).toEqual(["created", "appended", "closed", "deleted", "created"]);
      }
    });

    test("ends with TOO_MANY for a reader that falls too far behind, and continues for others", async () => {
      const store = await host.open();
      const slow = await listening(store);
      const quick = recordUntil(store, "end");
      await store.create("a");
      for (let round = 0; round < 51; round++) {
        await Promise.all(numbered(1000).flatMap(() => [store.delete("a"), store.create("a")]));
      }
      await expectCode(restOf(slow, "end"), "TOO_MANY");
      await store.create("end");
      expect((await quick).length).toBe(1 + 51 * 2000 + 1);
      expect(await restOf(slow, "end")).toEqual([]);
      expect((await store.stats()).subscriptions).toBe(0);
    });

    test("reports to every reader", async () => {
      const store = await host.open();
      const recorded = Array.from({ length: 20 }, () => recordUntil(store, "end"));
      await store.create("a");
      await store.create("end");
      for (const changes of await Promise.all(recorded)) {
        expect(changes).toEqual([
          { type: "created", path: "a" },
          { type: "created", path: "end" },
        ]);
      }
    });

    test("reports an expired stream when the timer finds it", async () => {
      const { streams: store, clock } = await openWithClock(host, { cleanupIntervalMs: 2, expiryGraceMs: 0 });
      await store.create("a", { ttlSeconds: 1 });
      const feed = store.changes()[Symbol.asyncIterator]();
      const next = feed.next();
      clock.ms += 1000;
      expect(await next).toEqual({ done: false, value: { type: "expired", path: "a" } });
      await feed.return?.();
    });

    test("reports an expired stream before another takes its path", async () => {
      const { streams: store, clock } = await openWithClock(host, { cleanupIntervalMs: 0 });
      await store.create("a", { ttlSeconds: 1 });
      const recorded = recordUntil(store, "end");
      clock.ms += 1000;
      await store.create("a");
      await store.create("end");
      expect(typesOf(await recorded, "a")).toEqual(["expired", "created"]);
    });

    test("ends at once if its signal is already aborted", async () => {
      const store = await host.open();
      const changes: StreamChange[] = [];
      for await (const change of store.changes({ signal: AbortSignal.abort() })) changes.push(change);
      expect(changes).toEqual([]);
      expect((await store.stats()).subscriptions).toBe(0);
    });
  });
}

/** Listens from now on, until the first change at this path. */
function recordUntil(store: StreamStoreApi, lastPath: string): Promise<StreamChange[]> {
  return restOf(store.changes(), lastPath);
}

/** A feed that has begun; its reader asks for nothing more until `restOf`. */
async function listening(store: StreamStoreApi): Promise<AsyncIterable<StreamChange>> {
  const feed = store.changes()[Symbol.asyncIterator]();
  const first = feed.next();
  await store.create("first");
  expect(await first).toEqual({ done: false, value: { type: "created", path: "first" } });
  return { [Symbol.asyncIterator]: () => feed };
}

async function restOf(feed: AsyncIterable<StreamChange>, lastPath: string): Promise<StreamChange[]> {
  const changes: StreamChange[] = [];
  for await (const change of feed) {
    changes.push(change);
    if (change.path === lastPath) break;
  }
  return changes;
}

function typesOf(changes: StreamChange[], path: string): string[] {
  return changes.filter((change) => change.path === path).map((change) => change.type);
}

function withoutRepeats(types: string[]): string[] {
  return types.filter((type, i) => type !== types[i - 1]);
}

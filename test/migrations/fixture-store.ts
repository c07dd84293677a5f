import type { StreamStore } from "../../src/store/index.ts";

/** The clock of a fixture when it is written and when it is read, so that nothing expires in between. */
export const fixtureTime = Date.UTC(2026, 0, 1);

/** The name of a replica. */
const replica = "https://streams.example/replicated";

/** Fills a store with something of every kind. Only ever add to it: earlier fixtures were made with it. */
export async function fillFixture(store: StreamStore): Promise<void> {
  const lines = Array.from({ length: 40 }, (_, n) => `line ${n}`);
  await store.create("text", { contentType: "text/plain", data: lines });
  await store.append("text", "with a seq", { seq: "0001" });
  await store.append("text", "from a producer", { producer: { id: "tab", epoch: 1, seq: 0 } });
  await store.create("json", { contentType: "application/json", data: [{ a: 1 }, [2], "three", null] });
  await store.create("bytes", { data: new Uint8Array([0, 255, 128]) });
  await store.create("large", { data: "x".repeat(20_000) });
  await store.create("closed", { closed: true, data: "all there is" });
  await store.create("trimmed", { retention: { maxMessages: 3, maxBytes: 1000 }, data: lines });
  await store.create("sliding", { ttlSeconds: 3600, data: "kept" });
  await store.create("dated", { expiresAt: new Date(fixtureTime + 86_400_000), data: "kept" });
  const { nextOffset } = await store.read("text", { limitMessages: 10 });
  await store.create("fork", { fork: { path: "text", offset: nextOffset }, data: "its own" });
  await store.create("fork/bytes", { fork: { path: "text", offset: nextOffset, subOffset: 3 } });
  await store.create("deleted", { data: "a fork has it" });
  await store.create("heir", { fork: { path: "deleted" } });
  await store.delete("deleted");
  await store.create("wake", { contentType: "application/json" });
  await store.subscriptions.create("work", { type: "pull-wake", pattern: "j*", wakeStream: "wake" });
  await store.create("replicated", { retention: { afterReplicated: true, maxMessages: 2 }, data: lines });
  const half = await store.read("replicated", { limitMessages: 20 });
  await store.replicas.set("replicated", replica, { offset: half.nextOffset, state: "as it was" });
}

/** Everything visible of a store, as plain data. */
export async function describeStore(store: StreamStore): Promise<unknown> {
  const streams: unknown[] = [];
  for (const info of (await store.list({ limit: 1000 })).streams) {
    // The versions that wrote the fixtures had no previousOffset.
    const { messages, previousOffset: _, ...page } = await store.read(info.path);
    const data = messages.map((message) => ({
      offset: message.offset,
      data: message.data instanceof Uint8Array ? Buffer.from(message.data).toString("latin1") : message.data,
    }));
    streams.push({ info, page, data });
  }
  const deleted = await store.head("deleted").then(
    () => "there",
    (error: { code: string }) => error.code,
  );
  const work = await store.subscriptions.get("work");
  // Fixtures have it from the fourth version on.
  const replicated = await store.replicas.get("replicated", replica).catch(() => undefined);
  return JSON.parse(JSON.stringify({ streams, deleted, work, replicated }));
}

import { afterEach, beforeEach, expect, test } from "vitest";
import { openStreamStore, type StreamStore } from "../../src/store/index.ts";

let store: StreamStore;

beforeEach(async () => {
  store = openStreamStore({ inMemory: true });
  await store.create("wake", { contentType: "application/json" });
});

afterEach(() => store.close());

const pull = (streams: readonly string[]) =>
  store.subscriptions.create("s", { type: "pull-wake", wakeStream: "wake", streams });

test("a path of a million slashes is refused", async () => {
  await expect(pull([`a${"/".repeat(1_000_000)}a`])).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

test("one call accepts 1,000 streams and no more", async () => {
  const paths = Array.from({ length: 1001 }, (_, i) => `s/${i}`);
  await expect(pull(paths)).rejects.toMatchObject({ code: "BAD_REQUEST" });
  expect((await pull(paths.slice(1))).streams).toHaveLength(1000);
});

test("one append accepts 500,000 messages and no more", async () => {
  await store.create("log", { contentType: "application/json" });
  const text = (count: number) => Buffer.from(`[${Array.from({ length: count }, () => "0").join()}]`);
  await expect(store.append("log", text(500_001))).rejects.toMatchObject({ code: "TOO_LARGE" });
  await store.append("log", text(500_000));
  expect((await store.head("log")).messageCount).toBe(500_000);
});

import { describe, expect, test } from "vitest";
import type { CreateSubscriptionOptions } from "../../src/store/index.ts";
import { expectCode } from "../support/expect-code.ts";
import { openStoreWithClock } from "./subscribed-store.ts";

const config: CreateSubscriptionOptions = {
  type: "pull-wake",
  pattern: "jobs/*",
  streams: ["b", "a"],
  wakeStream: "wake",
  leaseTtlMs: 5000,
  description: "all jobs",
};

const others: [name: string, options: Partial<CreateSubscriptionOptions>][] = [
  ["pattern", { pattern: "jobs/**" }],
  ["streams", { streams: ["a"] }],
  ["wake stream", { wakeStream: "wake2" }],
  ["lease", { leaseTtlMs: 5001 }],
  ["description", { description: undefined }],
];

const refused: [name: string, options: object][] = [
  ["no type", { pattern: "a", wakeStream: "w" }],
  ["an unknown type", { type: "push", pattern: "a", wakeStream: "w" }],
  ["neither pattern nor streams", { type: "pull-wake", wakeStream: "w" }],
  ["only an empty list of streams", { type: "pull-wake", wakeStream: "w", streams: [] }],
  ["no wake stream", { type: "pull-wake", pattern: "a" }],
  ["its own wake stream", { type: "pull-wake", streams: ["w"], wakeStream: "w" }],
  ["a lease below a second", { type: "pull-wake", pattern: "a", wakeStream: "w", leaseTtlMs: 999 }],
  ["a lease above ten minutes", { type: "pull-wake", pattern: "a", wakeStream: "w", leaseTtlMs: 600_001 }],
  ["a reserved path", { type: "pull-wake", streams: ["__ds/x"], wakeStream: "w" }],
  ["a path that is not a string", { type: "pull-wake", streams: [5], wakeStream: "w" }],
  ["an unknown option", { type: "pull-wake", pattern: "a", wakeStream: "w", lease: 5 }],
  ["a webhook without a URL", { type: "webhook", pattern: "a" }],
  [
    "a webhook in a store without webhooks",
    { type: "webhook", pattern: "a", webhook: { url: "https://x.example" } },
  ],
];

describe("creating a subscription", () => {
  test("twice with the same configuration creates it once", async () => {
    const { store, reopen } = await openStoreWithClock();
    expect(await store.subscriptions.create("s", config)).toMatchObject({
      created: true,
      id: "s",
      status: "active",
    });
    const again = { ...config, streams: ["a", "/b/", "a"] };
    expect(await store.subscriptions.create("s", again)).toMatchObject({ created: false });
    expect(await (await reopen()).subscriptions.create("s", again)).toMatchObject({ created: false });
  });

  test.each(others)("with another %s is refused", async (_name, other) => {
    const { store } = await openStoreWithClock();
    await store.subscriptions.create("s", config);
    const before = await store.subscriptions.get("s");
    await expectCode(store.subscriptions.create("s", { ...config, ...other }), "EXISTS");
    expect(await store.subscriptions.get("s")).toEqual(before);
  });

  test.each(refused)("with %s is refused", async (_name, options) => {
    const { store } = await openStoreWithClock();
    await expectCode(store.subscriptions.create("s", options as CreateSubscriptionOptions), "BAD_REQUEST");
    await expectCode(store.subscriptions.get("s"), "NOT_FOUND");
  });

  test.each(["", "a\n", "x".repeat(257)])("under the id %j is refused", async (id) => {
    const { store } = await openStoreWithClock();
    await expectCode(store.subscriptions.create(id, config), "BAD_REQUEST");
  });

  test("makes it readable, but not claimable, in a read-only store", async () => {
    const { store, reopen } = await openStoreWithClock();
    await store.subscriptions.create("s", config);
    const reader = await reopen({ readOnly: true });
    expect(await reader.subscriptions.get("s")).toMatchObject({ id: "s", pattern: "jobs/*" });
    await expectCode(reader.subscriptions.claim("s", { worker: "w" }), "STORE_READ_ONLY");
  });
});

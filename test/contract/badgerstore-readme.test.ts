/** The examples of badgerstore's README, under the names they have there; the HTTP server's is tested in test/http. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { expectCode } from "../support/expect-code.ts";
import { openTestStore } from "../support/open-store.ts";
import { asBytes, readTexts, takeTexts } from "../support/reading.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

describe("badgerstore's README", () => {
  test("Example", async () => {
    const directory = join(await temporaryDirectory(), "data", "streams");
    const store = openTestStore({ directory });
    await store.create("events", { contentType: "application/json" });
    const { offset } = await store.append("events", asBytes('{"type":"user.created"}'));
    const { messages } = await store.read("events");
    expect(messages).toEqual([{ offset, data: { type: "user.created" } }]);
  });

  test("Example_options", async () => {
    const store = openTestStore({
      directory: join(await temporaryDirectory(), "data", "streams"),
      inMemory: false,
      maxMessageBytes: 10 * 1024 * 1024,
      compactIntervalMs: 5 * 60 * 1000,
      cleanupIntervalMs: 60 * 1000,
      logger: console,
    });
    await store.create("events", { data: "hello" });
    expect(await readTexts(store, "events")).toEqual(["hello"]);
  });

  test("Example_deduplication", async () => {
    const store = openTestStore({ inMemory: true });
    await store.create("stream", { contentType: "text/plain" });
    await store.append("stream", "data", { seq: "0001" });
    await expectCode(store.append("stream", "data", { seq: "0001" }), "SEQ_CONFLICT");
    await store.append("stream", "data", { seq: "0002" });
    expect(await readTexts(store, "stream")).toEqual(["data", "data"]);
  });

  test("Example_expiry", async () => {
    const start = Date.now();
    let elapsed = 0;
    const store = openTestStore({ inMemory: true, now: () => start + elapsed });
    const inADay = new Date(start + 24 * 3600 * 1000);
    await store.create("temp-ttl", { contentType: "text/plain", ttlSeconds: 3600 });
    await store.create("temp-expires", { contentType: "text/plain", expiresAt: inADay });
    expect(await store.head("temp-ttl")).toMatchObject({
      ttlSeconds: 3600,
      deadline: new Date(start + 3600 * 1000),
    });
    expect(await store.head("temp-expires")).toMatchObject({ expiresAt: inADay, deadline: inADay });
    elapsed = 3600 * 1000;
    await expectCode(store.head("temp-ttl"), "NOT_FOUND");
    expect((await store.head("temp-expires")).contentType).toBe("text/plain");
    elapsed = 24 * 3600 * 1000;
    await expectCode(store.head("temp-expires"), "NOT_FOUND");
  });

  test("Example_subscribe", async () => {
    const store = openTestStore({ inMemory: true });
    await store.create("events", { contentType: "text/plain" });
    const received = takeTexts(store.subscribe("events"), 1);
    await store.append("events", "hello");
    expect(await received).toEqual(["hello"]);
  });

  test("Example_waitForData", async () => {
    const store = openTestStore({ inMemory: true });
    await store.create("events", { contentType: "text/plain" });
    await store.append("events", "hello");
    // Existing messages arrive at once; after them, the reader waits for the next page.
    expect(await takeTexts(store.subscribe("events", { offset: "-1" }), 1)).toEqual(["hello"]);
    const { nextOffset } = await store.read("events");
    const waited = takeTexts(store.subscribe("events", { offset: nextOffset }), 1);
    await store.append("events", "world");
    expect(await waited).toEqual(["world"]);
  });

  test("Example_testing", async () => {
    const [one, other] = [openTestStore({ inMemory: true }), openTestStore({ inMemory: true })];
    await one.create("events", { data: "hello" });
    expect(await readTexts(one, "events")).toEqual(["hello"]);
    await expectCode(other.head("events"), "NOT_FOUND");
  });
});

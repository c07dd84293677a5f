import { expect, test } from "vitest";
import { replicate } from "../../src/replication/index.ts";
import { definitions, notes, plain } from "../support/store/definitions.ts";
import { expectThrown } from "../support/expect-code.ts";
import { openTestStore } from "../support/open-store.ts";

test("a store takes references in subscriptions, replicas, watches and replications", async () => {
  const warnings: unknown[] = [];
  const logger = { ...console, warn: (text: unknown) => void warnings.push(text) };
  const store = openTestStore({ inMemory: true, streams: definitions, logger });
  await store.append(plain, { at: 1 });
  const wakes = notes({ notebook: "wakes" });
  await store.append(wakes, { type: "removed", id: 1 });
  await store.subscriptions.create("worker", { type: "pull-wake", wakeStream: wakes, streams: [plain] });
  expect(await store.subscriptions.get("worker")).toMatchObject({
    wakeStream: wakes.path,
    streams: [{ path: "plain" }],
  });
  const { offset } = await store.append("plain", { at: 2 });
  await store.replicas.set(plain(), "copy", { offset, state: "" });
  expect(await store.replicas.get("plain", "copy")).toMatchObject({ offset });
  // Its definition does not take wake events: the work can be claimed all the same.
  expect((await store.subscriptions.claim("worker", { worker: "w" })).streams).toMatchObject([
    { path: "plain" },
  ]);
  expect(warnings.join()).toContain("does not take wake events");
  expect((await store.head(wakes)).messageCount).toBe(1);
  const watch = store.watch(plain);
  watch.close();
  expectThrown(() => store.watch(notes as never), "BAD_REQUEST");
  const replication = replicate(store, { url: "http://127.0.0.1:9/", direction: "pull", streams: [plain] });
  expect(replication.replicates(plain)).toBe(true);
  replication.pause(plain);
  await replication.close();
});

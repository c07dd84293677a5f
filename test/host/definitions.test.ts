import { expect, onTestFinished, test } from "vitest";
import { openHostedStore, type HostedStoreOptions } from "../../src/host/index.ts";
import { definitions, definitionsUrl, notes, plain } from "../support/store/definitions.ts";
import { expectCode } from "../support/expect-code.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { threadPlatform } from "./thread-platform.ts";

async function host(streams: unknown) {
  const platform = threadPlatform();
  const options = { directory: await temporaryDirectory(), streams } as HostedStoreOptions;
  const store = await openHostedStore(platform, options, console);
  onTestFinished(() => store.close());
  return { store, platform };
}

test("a hosted store checks appends with the definitions of the module, also after a restart", async () => {
  const { store, platform } = await host(definitionsUrl);
  const home = notes({ notebook: "home" });
  await store.append(home, { type: "added", text: "Hi" });
  await platform.crash();
  await expectCode(store.append(home, { type: "added" } as never), "INVALID", {
    issues: [{ path: ["text"] }],
  });
  expect((await store.read(home)).messages).toMatchObject([{ data: { text: "Hi", tags: [] } }]);
});

test("a hosted store takes references in its other methods", async () => {
  const { store } = await host(definitionsUrl);
  await store.append(plain, { at: 1 });
  await store.create("wakes", { contentType: "application/json" });
  const { subscriptions, replicas } = store;
  await subscriptions.create("worker", { type: "pull-wake", wakeStream: "wakes", streams: [plain] });
  await subscriptions.addStreams("worker", [notes({ notebook: "home" })]);
  await subscriptions.removeStream("worker", notes({ notebook: "home" }));
  const { offset } = await store.append(plain, { at: 2 });
  const claim = await subscriptions.claim("worker", { worker: "w" });
  expect(claim.streams.map(({ path }) => path)).toEqual(["plain"]);
  await subscriptions.ack("worker", claim, { acks: [{ stream: plain, offset }], done: true });
  expect((await subscriptions.get("worker")).streams).toMatchObject([{ path: "plain", ackedOffset: offset }]);
  await replicas.set(plain, "copy", { offset, state: "x" });
  expect(await replicas.get(plain, "copy")).toEqual({ offset, state: "x" });
  expect((await replicas.lag(plain, offset)).messages).toBe(0);
  await replicas.delete(plain, "copy");
});

test.each([
  ["definitions, which cannot be sent", definitions],
  ["a path", "./streams.js"],
  ["a module without definitions", new URL("./thread-platform.ts", import.meta.url)],
])("refuses %s", async (_name, streams) => {
  await expectCode(host(streams), "BAD_REQUEST");
});

test.each([
  ["is not there", new URL("./missing.js", import.meta.url)],
  ["throws", new URL("data:text/javascript,throw new Error('broken')")],
])("a module that %s is no invalid argument: a restart may find it", async (_name, streams) => {
  await expectCode(host(streams), "STORE_FAILED");
});

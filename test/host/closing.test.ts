import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { openHostedStore } from "../../src/host/index.ts";
import { expectCode } from "../support/expect-code.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { threadPlatform } from "./thread-platform.ts";

test("a hosted store that is closed during a backup leaves no partial file behind", async () => {
  const directory = await temporaryDirectory();
  const store = await openHostedStore(threadPlatform(), { directory }, console);
  await store.create("a", { data: Array.from({ length: 20_000 }, () => "x".repeat(1000)) });
  const folder = await temporaryDirectory();
  const outcome = store.backup(join(folder, "copy.db")).then(
    () => "finished",
    (error: { code: string }) => error.code,
  );
  await store.close();
  expect(await readdir(folder)).toEqual((await outcome) === "finished" ? ["copy.db"] : []);
  expect(["finished", "STORE_CLOSED"]).toContain(await outcome);
});

test("a hosted store whose process does not restart can be closed", async () => {
  const directory = await temporaryDirectory();
  const platform = threadPlatform();
  let launches = 0;
  const silent = { post: () => {}, onMessage: () => {}, onExit: () => {}, kill: () => {} };
  const launch = () => (++launches === 1 ? platform.launch() : silent);
  const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const store = await openHostedStore({ ...platform, launch }, { directory }, logger);
  await platform.crash();
  const head = expectCode(store.head("a"), "STORE_CLOSED");
  await store.close();
  await head;
});

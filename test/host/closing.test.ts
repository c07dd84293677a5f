import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openHostedStore } from "../../src/host/index.ts";
import { temporaryDirectory } from "../contract/temporary-directory.ts";
import { threadPlatform } from "./thread-platform.ts";

test("a hosted store that is closed during a backup leaves no half of one behind", async () => {
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

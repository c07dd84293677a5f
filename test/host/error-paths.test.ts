import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openHostedStore } from "../../src/host/index.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { threadPlatform } from "./thread-platform.ts";

test("the process that hosts a store learns which path was refused, as it does of a store of its own", async () => {
  const directory = join(await temporaryDirectory(), "file");
  await writeFile(directory, "not a folder");
  const opening = openHostedStore(threadPlatform(), { directory }, console);
  await expect(opening).rejects.toMatchObject({
    code: "STORE_FAILED",
    message: expect.stringContaining(directory) as string,
    details: { path: expect.stringContaining(directory) as string },
  });
});

test("a backup of a hosted store names its target in details.path", async () => {
  const store = await openHostedStore(threadPlatform(), { directory: await temporaryDirectory() }, console);
  const folder = await temporaryDirectory();
  await expect(store.backup(folder)).rejects.toMatchObject({
    code: "BAD_REQUEST",
    details: { path: expect.stringContaining(folder) as string },
  });
  await store.close();
});

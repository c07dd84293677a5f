import { once } from "node:events";
import { expect, it as everywhere } from "vitest";
import { openStreamStore } from "../../src/store/index.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { resultOf, startCli, type CliProcess } from "./run-cli.ts";

// Windows ends a process without asking it.
const it = everywhere.skipIf(process.platform === "win32");

it("serves the inspector until it is stopped, and leaves the store closed", async () => {
  const directory = await temporaryDirectory();
  await openStreamStore({ directory }).close();
  const child = startCli("inspect", directory);
  const result = resultOf(child);
  const url = await printedUrl(child);
  expect((await fetch(url)).status).toBe(200);
  child.kill("SIGTERM");
  expect(await result).toMatchObject({ exitCode: 0 });
  await openStreamStore({ directory }).close();
});

it("looks into a store that an app has open", async () => {
  const directory = await temporaryDirectory();
  const store = openStreamStore({ directory });
  const child = startCli("inspect", directory, "--read-only");
  const result = resultOf(child);
  expect((await fetch(await printedUrl(child))).status).toBe(200);
  child.kill("SIGINT");
  expect(await result).toMatchObject({ exitCode: 0 });
  await store.close();
});

/** The only line on standard output. */
async function printedUrl(child: CliProcess): Promise<string> {
  const [chunk] = (await once(child.stdout, "data")) as [Buffer];
  const line = chunk.toString();
  expect(line).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+\n$/);
  return line.trimEnd();
}

import { expect, it as everywhere } from "vitest";
import { openStreamStore } from "../../../src/store/index.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { firstLine, resultOf, startCli, type CliProcess } from "../run-cli.ts";

// Windows terminates a process without a signal that it can handle.
const it = everywhere.skipIf(process.platform === "win32");

it("serves the inspector until it is stopped, then closes the store", async () => {
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

it("serves a store that an app is using, with --read-only", async () => {
  const directory = await temporaryDirectory();
  const store = openStreamStore({ directory });
  const child = startCli("inspect", directory, "--read-only");
  const result = resultOf(child);
  expect((await fetch(await printedUrl(child))).status).toBe(200);
  child.kill("SIGINT");
  expect(await result).toMatchObject({ exitCode: 0 });
  await store.close();
});

async function printedUrl(child: CliProcess): Promise<string> {
  const line = await firstLine(child);
  expect(line).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+\n$/);
  return line.trimEnd();
}

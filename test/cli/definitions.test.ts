import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openStreamStore } from "../../src/store/index.ts";
import { definitionsUrl } from "../support/store/definitions.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { failureOf, runCli, succeed } from "./run-cli.ts";

const module = fileURLToPath(definitionsUrl);

test("import --streams refuses lines that do not fit the app's definitions, and creates streams as defined", async () => {
  const directory = await temporaryDirectory();
  const [good, bad] = [join(directory, "good.ndjson"), join(directory, "bad.ndjson")];
  await writeFile(good, '{"type":"added","text":"Hi"}\n');
  await writeFile(bad, '{"type":"added","text":5}\n');
  const into = ["--into", "notes/home", "--streams", module];
  const refused = await runCli("import", directory, bad, ...into);
  expect(refused).toMatchObject({ exitCode: 1 });
  expect(refused.stderr).toMatch(
    /^electron-durable-streams: .*text: Invalid input.* \(INVALID\)\n(?: +text: [^\n]+\n)+$/,
  );
  await succeed("import", directory, good, ...into);
  const store = openStreamStore({ directory, readOnly: true });
  expect(await store.head("notes/home")).toMatchObject({ messageCount: 1, ttlSeconds: 3600 });
  await store.close();
});

test("append --streams refuses a message that does not fit the app's definitions", async () => {
  const directory = await temporaryDirectory();
  const where = [directory, "notes/home"];
  await succeed("create", ...where, "--content-type", "application/json");
  const refused = await runCli("append", ...where, '{"type":"added","text":5}', "--streams", module);
  expect(refused).toMatchObject({ exitCode: 1 });
  expect(refused.stderr).toContain("(INVALID)");
  await succeed("append", ...where, '{"type":"added","text":"Hi"}', "--streams", module);
  const store = openStreamStore({ directory, readOnly: true });
  expect(await store.head("notes/home")).toMatchObject({ messageCount: 1 });
  await store.close();
});

test("a module without definitions is refused before anything is opened", async () => {
  const directory = await temporaryDirectory();
  const [missing, empty] = [join(directory, "missing.js"), join(directory, "empty.mjs")];
  await writeFile(empty, "export const notes = 5;\n");
  for (const file of [missing, empty]) {
    for (const command of ["serve", "inspect"])
      expect(await failureOf(command, directory, "--streams", file)).toContain("streams: ");
    await failureOf("import", directory, empty, "--into", "a", "--streams", file);
  }
  expect(() => openStreamStore({ directory, readOnly: true })).toThrow("no stream store");
});

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { _electron } from "playwright";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { build, type InlineConfig } from "vite";
import { electronArguments, electronPath } from "../support/electron/electron-binary.ts";
import { openStreamStore } from "../../src/store/index.ts";
import { filesOf } from "../docs/code-blocks.ts";
import { codeBlock } from "./code-blocks.ts";

let folder: string;

/** Makes an empty project with the built package installed. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "readme-"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "readme", type: "module" }));
  mkdirSync(join(folder, "node_modules"));
  const packageFolder = join(import.meta.dirname, "..", "..");
  symlinkSync(packageFolder, join(folder, "node_modules", "electron-durable-streams"), "junction");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("the README's files are those that the tests below and test:package run", () => {
  const run = ["first.js", "main.js", "preload.js", "page.html", "page.js", "hosted.js", "streams.js"];
  expect([...filesOf("README.md").keys()]).toEqual(run);
});

test("the first append is on disk once it has been awaited", async () => {
  writeFileSync(join(folder, "first.js"), codeBlock("first.js"));
  execFileSync(process.execPath, ["first.js"], { cwd: folder });
  const store = openStreamStore({ directory: join(folder, "streams"), readOnly: true });
  const { messages } = await store.read("notes");
  await store.close();
  expect(messages.map(({ data }) => data)).toEqual([{ text: "Hello" }]);
});

test("the example of streams prints the messages after the first page", () => {
  writeFileSync(join(folder, "streams.js"), codeBlock("streams.js"));
  const output = execFileSync(process.execPath, ["streams.js"], { cwd: folder, encoding: "utf8" });
  expect(output).toMatch(/(role: 'user'[^]*){2}/);
});

describe.skipIf(!electronPath)("the examples for Electron", () => {
  test("make an app whose page shows each note once, even after a reload", async () => {
    const examples = join(folder, "app");
    await buildExamples(examples);
    const app = await _electron.launch({
      executablePath: electronPath!,
      args: [...electronArguments, examples, `--user-data-dir=${join(folder, "data")}`],
    });
    const page = await app.firstWindow();
    const notes = page.getByRole("listitem");
    await expect.poll(() => notes.allTextContents()).toEqual([expect.stringMatching(/ Hello$/)]);
    await page.reload();
    await expect.poll(() => notes.count()).toBe(2);
    const offsets = (await notes.allTextContents()).map((text) => text.split(" ")[0]);
    expect(new Set(offsets).size).toBe(2);
    await app.close();
  });

  test("host a store in a separate process", async () => {
    writeFileSync(join(folder, "hosted.js"), codeBlock("hosted.js"));
    writeFileSync(
      join(folder, "package.json"),
      JSON.stringify({ name: "hosted", type: "module", main: "hosted.js" }),
    );
    const userData = join(folder, "data");
    const app = await _electron.launch({
      executablePath: electronPath!,
      args: [...electronArguments, folder, `--user-data-dir=${userData}`],
    });
    const read = async (): Promise<unknown> => {
      const store = openStreamStore({ directory: join(userData, "streams"), readOnly: true });
      try {
        return (await store.read("notes")).messages.map(({ data }) => data);
      } finally {
        await store.close();
      }
    };
    const notYet = () => [];
    await expect.poll(() => read().catch(notYet), { timeout: 60_000 }).toEqual([{ text: "Hello" }]);
    const processes = await app.evaluate(({ app: electron }) =>
      electron.getAppMetrics().map(({ name }) => name),
    );
    expect(processes).toContain("Durable Streams");
    await app.close();
  });
});

/** Main runs as it is; the preload and the page are bundled, as in an app. */
async function buildExamples(app: string): Promise<void> {
  const root = join(folder, "sources");
  for (const each of [root, app]) mkdirSync(each);
  writeFileSync(
    join(app, "package.json"),
    JSON.stringify({ name: "readme", type: "module", main: "main.js" }),
  );
  writeFileSync(join(app, "main.js"), codeBlock("main.js"));
  for (const file of ["preload.js", "page.js"]) writeFileSync(join(root, file), codeBlock(file));
  const page = codeBlock("page.html").replace("page.bundle.js", "page.js");
  writeFileSync(join(root, "page.html"), page);
  const shared: InlineConfig = { root, base: "./", configFile: false, publicDir: false, logLevel: "warn" };
  const output = { outDir: app, emptyOutDir: false, target: "chrome130" };
  await build({
    ...shared,
    build: {
      ...output,
      lib: { entry: "preload.js", formats: ["cjs"], fileName: () => "preload.cjs" },
      rolldownOptions: { external: ["electron"] },
    },
  });
  await build({ ...shared, build: { ...output, rolldownOptions: { input: join(root, "page.html") } } });
}

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { _electron } from "playwright";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { build, type InlineConfig } from "vite";
import { allows, isAccessRules, type AccessRules } from "../../src/ipc/access.ts";
import { httpStatusByCode } from "../../src/protocol/errors.ts";
import type { Access } from "../../src/protocol/operations.ts";
import { electronArguments, electronPath } from "../electron/electron-binary.ts";
import { codeBlock, readme } from "./code-blocks.ts";

let folder: string;

/** An empty project that has the built package installed. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "readme-"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "readme", type: "module" }));
  mkdirSync(join(folder, "node_modules"));
  const packageFolder = join(import.meta.dirname, "..", "..");
  symlinkSync(packageFolder, join(folder, "node_modules", "electron-durable-streams"), "junction");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("the table of errors has each code, with its status", () => {
  const rows = [...readme.matchAll(/^\| `(\w+)` \| (\d+) \|/gm)].map(([, code, status]) => [
    code,
    Number(status),
  ]);
  expect(Object.fromEntries(rows)).toEqual(httpStatusByCode);
});

test.each([
  ["streams.js", /(role: 'user'[^]*){2}/],
  ["subscription.js", /orders\/1 .*total: 42/s],
  ["server.js", /\[ { id: 1 } \]/],
  ["replicate.js", /text: 'Hello'/],
])("the example %s runs", (file, expected) => {
  writeFileSync(join(folder, file), codeBlock(file));
  const output = execFileSync(process.execPath, [file], { cwd: folder, encoding: "utf8" });
  expect(output).toMatch(expected);
});

test("the example of access rules gives a page no more than it says", async () => {
  const file = join(folder, "authorize.js");
  writeFileSync(file, codeBlock("authorize.js"));
  const { authorize } = (await import(/* @vite-ignore */ file)) as {
    authorize(sender: { origin: string }): AccessRules;
  };
  const rules = authorize({ origin: "https://app.example" });
  expect(isAccessRules(rules)).toBe(true);
  const allowed = (path: string, needed: Access) => allows(rules, path, needed);
  expect([allowed("shared/a", "append"), allowed("news/a", "append"), allowed("other", "read")]).toEqual([
    true,
    false,
    false,
  ]);
  expect(authorize({ origin: "https://other.example" })).toBe("none");
});

describe.skipIf(!electronPath)("the examples for Electron", () => {
  test("make an app whose page shows each note once, also after a reload", async () => {
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
});

/** Main runs as it stands; the preload and the page are bundled, as an app's bundler does it. */
async function buildExamples(app: string): Promise<void> {
  const root = join(folder, "sources");
  for (const each of [root, app]) mkdirSync(each);
  writeFileSync(
    join(app, "package.json"),
    JSON.stringify({ name: "readme", type: "module", main: "main.js" }),
  );
  writeFileSync(join(app, "main.js"), codeBlock("main.js"));
  for (const file of ["preload.js", "page.js"]) writeFileSync(join(root, file), codeBlock(file));
  writeFileSync(join(root, "page.html"), '<ul></ul><script type="module" src="./page.js"></script>');
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

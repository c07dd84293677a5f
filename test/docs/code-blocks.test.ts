import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packageFolder } from "../support/electron/install-app.ts";
import { codeBlocksOf, documentedPages, filesOf, isProgram } from "./code-blocks.ts";
import { isRun } from "./documented-programs.ts";
import { makeSnippetFolder, removeSnippetFolder, writePage } from "./snippet-folder.ts";

test("every code block names the file that it is a part of", () => {
  const unnamed = documentedPages().flatMap((page) =>
    codeBlocksOf(page)
      .filter((block) => isProgram(block) && !/^[\w./-]+\.\w+$/.test(block.title))
      .map((block) => `${page}:${block.line}`),
  );
  expect(unnamed).toEqual([]);
});

test("every file is run by Node, in Electron, or by a test for its page", () => {
  const forgotten = documentedPages().flatMap((page) =>
    [...filesOf(page).keys()].filter((file) => !isRun(page, file)).map((file) => `${page} ${file}`),
  );
  expect(forgotten).toEqual([]);
});

describe("documented programs", () => {
  let folder: string;
  beforeAll(() => {
    folder = makeSnippetFolder("types");
  });
  afterAll(() => removeSnippetFolder(folder));

  test("have no type errors", () => {
    for (const page of documentedPages()) writePage(page, join(folder, page.replaceAll(/\.md$|\W/g, "-")));
    writeFileSync(join(folder, "shims.d.ts"), shims);
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
    const tsc = join(packageFolder, "node_modules", "typescript", "bin", "tsc");
    let complaints = "";
    try {
      execFileSync(process.execPath, [tsc, "-p", folder], { cwd: folder, encoding: "utf8" });
    } catch (error) {
      complaints = (error as { stdout: string }).stdout;
    }
    expect(complaints).toBe("");
  });
});

// Only test:package installs electron-vite, and runs the files of its page.
const shims = `
declare module "electron-vite" { export function defineConfig(config: object): object; }
declare module "*.vue" { const component: import("vue").Component; export default component; }
declare module "*.svelte" { const component: import("svelte").Component; export default component; }
`;

const tsconfig = {
  extends: "../../tsconfig.json",
  compilerOptions: {
    module: "ESNext",
    moduleResolution: "bundler",
    moduleDetection: "force",
    jsx: "react-jsx",
    experimentalDecorators: true,
    useDefineForClassFields: false,
    erasableSyntaxOnly: false,
  },
  include: ["."],
};

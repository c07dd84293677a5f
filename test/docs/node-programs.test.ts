import { execFileSync } from "node:child_process";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nodePrograms } from "./documented-programs.ts";
import { makeSnippetFolder, removeSnippetFolder, writePage } from "./snippet-folder.ts";

let folder: string;
beforeEach(() => {
  folder = makeSnippetFolder("node");
});
afterEach(() => removeSnippetFolder(folder));

test.each(nodePrograms())("$page: $file prints the documented output", ({ page, file, output }) => {
  writePage(page, folder);
  const printed = execFileSync(process.execPath, [file], { cwd: folder, encoding: "utf8" });
  expect(printed.trimEnd()).toBe(output);
});

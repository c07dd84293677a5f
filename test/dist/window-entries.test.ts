import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { typedEntries } from "../../scripts/bundle.ts";
import { packageFolder } from "../support/electron/install-app.ts";

const dist = join(packageFolder, "dist");
const ofWindows = /^(renderer|src\/schema|main\/preload)\//;
const entries = Object.entries(typedEntries())
  .filter(([name, source]) => ofWindows.test(source) && existsSync(join(dist, `${name}.js`)))
  .map(([name]) => name);

test.each(entries)("%s loads nothing of Node, nor the store", (entry) => {
  const { code, packages } = withImports(`${entry}.js`);
  expect([...packages].filter((name) => name === "better-sqlite3" || name.startsWith("node:"))).toEqual([]);
  expect(code).not.toContain("getBuiltinModule");
});

/** The code of a file and of all files that it imports, and the packages that these import. */
function withImports(entry: string): { code: string; packages: Set<string> } {
  const files = new Set([entry]);
  const packages = new Set<string>();
  let code = "";
  for (const file of files) {
    const text = readFileSync(join(dist, file), "utf8");
    code += text;
    for (const [, imported] of text.matchAll(/\b(?:from|import) ?\(?"([^"]+)"/g)) {
      if (imported!.startsWith("./")) files.add(imported!.slice(2));
      else packages.add(imported!);
    }
  }
  return { code, packages };
}

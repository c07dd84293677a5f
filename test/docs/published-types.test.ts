import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { packageFolder } from "../support/electron/install-app.ts";

const { exports } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as {
  exports: Record<string, unknown>;
};

test("published types import only published files, and never better-sqlite3, whose types are not a dependency", () => {
  const wrong: string[] = [];
  const seen = new Set<string>();
  const queue = [...JSON.stringify(exports).matchAll(/"types":"([^"]+)"/g)].map((match) => match[1]!);
  expect(queue.length).toBeGreaterThan(5);
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const imported of importsOf(file)) {
      if (imported === "better-sqlite3") wrong.push(`${file} imports better-sqlite3`);
      if (!imported.startsWith(".") || imported.endsWith(".json")) continue;
      const types = join(dirname(file), imported).replace(/\.ts$|\.js$/, ".d.ts");
      if (existsSync(join(packageFolder, types))) queue.push(types);
      else wrong.push(`${file} imports ${imported}, which is not there`);
    }
  }
  expect(wrong).toEqual([]);
});

function importsOf(file: string): string[] {
  const text = readFileSync(join(packageFolder, file), "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?"([^"]+)"/g)].map((match) => match[1]!);
}

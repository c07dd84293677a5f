import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const sources = ["src", "main", "renderer", "scripts/bundle.ts", "tsconfig", "package.json", "tsconfig.json"];
/** Written last by scripts/build.ts. */
const lastBuilt = join("dist", "inspector", "index.html");

/** Whether dist/ exists and is newer than every file it is built from. */
export function isBuilt(): boolean {
  const builtAt = modifiedAt(lastBuilt);
  return builtAt > 0 && sources.every((source) => newest(source) <= builtAt);
}

function newest(path: string): number {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function modifiedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

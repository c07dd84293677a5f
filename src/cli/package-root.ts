import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The package's folder: the sources and what is built from them lie at different depths in it. */
export const packageRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

export const packageVersion = (readManifest(packageRoot) as { version: string }).version;

function findRoot(folder: string): string {
  if (readManifest(folder)) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error("package.json was not found above the command line's files");
  return findRoot(parent);
}

function readManifest(folder: string): object | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as object;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

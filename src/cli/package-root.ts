import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The package's folder, found upwards because the sources and the built files lie at different depths. */
export const packageRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

export const packageVersion = (readManifest(packageRoot) as { version: string }).version;

function findRoot(folder: string): string {
  if (readManifest(folder)) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error("no package.json above the command line's files");
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

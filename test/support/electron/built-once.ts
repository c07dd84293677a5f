import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { packageFolder } from "./install-app.ts";

const cache = join(packageFolder, "node_modules", ".cache", "test-apps");
/** What every app may contain: the built package, and the main process's sources. */
const shared = ["dist", "main"].map((folder) => join(packageFolder, folder));

/**
 * Copies what `build` puts into a folder to `into`. Test files share one build: a bundler takes longer than most tests of an
 * app. It is made anew when a file below `root` or of the package has changed.
 */
export async function builtOnce(
  root: string,
  name: string,
  into: string,
  build: (folder: string) => Promise<void>,
): Promise<void> {
  const built = join(cache, `${name}-${stateOf([root, ...shared])}`);
  if (!existsSync(built)) await buildInto(built, name, build);
  cpSync(built, into, { recursive: true });
}

/** Several processes may build at once: the first one's result is kept. */
async function buildInto(built: string, name: string, build: (folder: string) => Promise<void>) {
  mkdirSync(cache, { recursive: true });
  const old = readdirSync(cache).filter((each) => each.startsWith(`${name}-`));
  const folder = mkdtempSync(`${built}.`);
  await build(folder);
  try {
    renameSync(folder, built);
  } catch (error) {
    rmSync(folder, { recursive: true });
    if (!existsSync(built)) throw error;
  }
  for (const each of old)
    if (!join(cache, each).startsWith(built)) rmSync(join(cache, each), { recursive: true, force: true });
}

/** Changes whenever a file in these folders does. */
function stateOf(folders: readonly string[]): string {
  const hash = createHash("sha256");
  for (const folder of folders) {
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted()) {
      const { size, mtimeMs } = statSync(join(folder, name));
      hash.update(`${folder} ${name} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest("hex").slice(0, 16);
}

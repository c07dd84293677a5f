import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * Electron's executable, if it is there: what `require("electron")` answers, which however downloads it
 * where it is missing, and prints what it does.
 */
export function findElectron(): string | undefined {
  const folder = dirname(createRequire(import.meta.url).resolve("electron/package.json"));
  const pathFile = join(folder, "path.txt");
  const dist = process.env["ELECTRON_OVERRIDE_DIST_PATH"] ?? join(folder, "dist");
  const executable = join(dist, existsSync(pathFile) ? readFileSync(pathFile, "utf8") : "electron");
  return existsSync(executable) ? executable : undefined;
}

/** Gets Electron's binary, as `npx install-electron` does; undefined where it cannot be had. */
export function installElectron(): string | undefined {
  const script = createRequire(import.meta.url).resolve("electron/install.js");
  spawnSync(process.execPath, [script], { stdio: "ignore" });
  return findElectron();
}

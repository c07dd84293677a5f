import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The path of Electron's executable if it is installed. `require("electron")` would download it where it is missing. */
export function findElectron(): string | undefined {
  const folder = dirname(createRequire(import.meta.url).resolve("electron/package.json"));
  const pathFile = join(folder, "path.txt");
  const dist = process.env["ELECTRON_OVERRIDE_DIST_PATH"] ?? join(folder, "dist");
  const executable = join(dist, existsSync(pathFile) ? readFileSync(pathFile, "utf8") : "electron");
  return existsSync(executable) ? executable : undefined;
}

/** Downloads Electron's binary as `npx install-electron` does; returns undefined if that fails. */
export function installElectron(): string | undefined {
  const script = createRequire(import.meta.url).resolve("electron/install.js");
  spawnSync(process.execPath, [script], { stdio: "ignore" });
  return findElectron();
}

/**
 * `npm run dist`: builds the sample app and packages it with electron-builder. electron-builder's options go after
 * `--`: `--dir` for the unpacked folder only, `--linux`, `--win` or `--mac` for another platform.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findElectron } from "./environment/electron-binary.ts";
import { isBuilt } from "./environment/is-built.ts";
import { run } from "./environment/run.ts";

const platforms = {
  linux: ["--linux", "-l"],
  win32: ["--win", "--windows", "-w"],
  darwin: ["--mac", "--macos", "-m", "-o"],
};

const options = process.argv.slice(2);
const compiled = join("node_modules", "better-sqlite3", "build", "Release", "better_sqlite3.node");
if (isForAnotherPlatform() && existsSync(compiled)) {
  console.error(
    `dist: ${compiled} was compiled for this machine: remove it with npm rebuild to package for another platform`,
  );
  process.exit(1);
}
if (!isBuilt()) run("npm", "run", "--silent", "build");
run("electron-builder", ...options, "--publish", "never", ...(isForAnotherPlatform() ? [] : localElectron()));

/** Whether the package is for a platform other than this one. */
function isForAnotherPlatform(): boolean {
  return Object.entries(platforms).some(
    ([platform, names]) => platform !== process.platform && options.some((option) => names.includes(option)),
  );
}

/** Options for the installed Electron and its version. Without them electron-builder downloads one from GitHub. */
function localElectron(): string[] {
  const folder = process.env["ELECTRON_OVERRIDE_DIST_PATH"] ?? join("node_modules", "electron", "dist");
  if (findElectron() === undefined || !existsSync(join(folder, "version"))) return [];
  const version = readFileSync(join(folder, "version"), "utf8").trim().replace(/^v/, "");
  return [`-c.electronDist=${folder}`, `-c.electronVersion=${version}`];
}

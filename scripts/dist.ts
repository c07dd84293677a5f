/**
 * `npm run dist`: builds the sample app and packages it with electron-builder. Its options go after `--`: `--dir` for
 * the unpacked folder only, `--linux`, `--win`, `--mac` for another platform.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findElectron } from "./environment/electron-binary.ts";
import { isBuilt } from "./environment/is-built.ts";

const platforms = {
  linux: ["--linux", "-l"],
  win32: ["--win", "--windows", "-w"],
  darwin: ["--mac", "--macos", "-m", "-o"],
};

const options = process.argv.slice(2);
const compiled = join("node_modules", "better-sqlite3", "build", "Release", "better_sqlite3.node");
if (isForOthers() && existsSync(compiled)) {
  console.error(
    `dist: ${compiled} was compiled for this machine: remove it (npm rebuild) to package for another`,
  );
  process.exit(1);
}
if (!isBuilt()) run("npm", ["run", "--silent", "build"]);
run("electron-builder", [...options, "--publish", "never", ...(isForOthers() ? [] : localElectron())]);

/** Whether the package is for another platform than this one. */
function isForOthers(): boolean {
  return Object.entries(platforms).some(
    ([platform, names]) => platform !== process.platform && options.some((option) => names.includes(option)),
  );
}

/** The Electron that is installed here, in its own version; otherwise electron-builder downloads one from GitHub. */
function localElectron(): string[] {
  const folder = process.env["ELECTRON_OVERRIDE_DIST_PATH"] ?? join("node_modules", "electron", "dist");
  if (findElectron() === undefined || !existsSync(join(folder, "version"))) return [];
  const version = readFileSync(join(folder, "version"), "utf8").trim().replace(/^v/, "");
  return [`-c.electronDist=${folder}`, `-c.electronVersion=${version}`];
}

function run(command: string, args: string[]): void {
  const { status } = spawnSync(command, args, { stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}

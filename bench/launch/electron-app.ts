import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { electronArguments, electronPath } from "../../test/support/electron/electron-binary.ts";
import { launch, type Launcher } from "./launch.ts";

const root = join(import.meta.dirname, "..", "..");

/** Packs an app into an archive, as packaged apps are: `program.js`, the built package and better-sqlite3. */
export function packElectronApp(folder: string): Launcher {
  const app = join(folder, "app");
  const modules = join(app, "node_modules");
  mkdirSync(modules, { recursive: true });
  cpSync(join(import.meta.dirname, "program.js"), join(app, "program.js"));
  writeFileSync(
    join(app, "package.json"),
    JSON.stringify({ name: "start", type: "module", main: "program.js" }),
  );
  for (const file of ["package.json", "dist"])
    cpSync(join(root, file), join(modules, "electron-durable-streams", file), { recursive: true });
  for (const file of ["package.json", "lib", "prebuilds", "build/Release/better_sqlite3.node"])
    copyAddOn(join("better-sqlite3", file), modules);
  const archive = join(folder, "app.asar");
  const { status, stderr } = spawnSync("asar", ["pack", app, archive, "--unpack", "*.node"], {
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error(`the app was not packed: ${stderr}`);
  const userData = `--user-data-dir=${join(folder, "user-data")}`;
  return (side, directory) =>
    launch(electronPath!, [...electronArguments, userData, archive, side, directory]);
}

/** A compiled add-on exists only where the prebuilt one does not fit. */
function copyAddOn(path: string, modules: string): void {
  const source = join(root, "node_modules", path);
  if (existsSync(source)) cpSync(source, join(modules, path), { recursive: true });
}

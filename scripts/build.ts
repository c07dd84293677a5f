/** Builds everything that is published into dist/: the library, the preloads, the inspector. */
import { spawnSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { checkInspectorWeight } from "./inspector-weight.ts";

rmSync("dist", { recursive: true, force: true });
run("tsc", "-p", "tsconfig/build.json");
run("vite", "build", "--logLevel", "warn", "-c", "vite.preload.config.ts");
// The preload as CommonJS has types of its own: those of an ES module would promise an ES module.
cpSync("dist/main/preload/index.d.ts", "dist/preload/index.d.cts");
run("vite", "build", "--logLevel", "warn", "-c", "vite.element.config.ts");
run("vite", "build", "--logLevel", "warn", "-c", "vite.inspector.config.ts");
checkInspectorWeight();

function run(command: string, ...args: string[]): void {
  // npm puts node_modules/.bin first on the PATH of its scripts; on Windows the commands are .cmd files.
  const { status } = spawnSync(command, args, { stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}

/** `npm test`: the checks, the build, and then all tests; brings the browser they need. */
import { spawnSync } from "node:child_process";
import { ensureChromium } from "./ensure-chromium.ts";

ensureChromium();
run("npm", "run", "--silent", "check");
run("npm", "run", "--silent", "build");
const vitest = ["vitest", "run", ...process.argv.slice(2)] as const;
// Electron needs a display, also an invisible one.
if (process.platform === "linux" && !hasDisplay() && has("xvfb-run")) run("xvfb-run", "-a", ...vitest);
else run(...vitest);

function run(command: string, ...args: string[]): void {
  const { status } = spawnSync(command, args, { stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}

function hasDisplay(): boolean {
  return Boolean(process.env["DISPLAY"] || process.env["WAYLAND_DISPLAY"]);
}

function has(command: string): boolean {
  return spawnSync("which", [command]).status === 0;
}

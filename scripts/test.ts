/** `npm test`: the checks, the build, and then all tests; brings the browser they need. */
import { spawnSync } from "node:child_process";
import { withDisplay } from "./environment/display.ts";
import { ensureChromium } from "./environment/ensure-chromium.ts";

ensureChromium();
run("npm", ["run", "--silent", "check"]);
run("npm", ["run", "--silent", "build"]);
run(...withDisplay("vitest", ["run", ...process.argv.slice(2)]));

function run(command: string, args: string[]): void {
  const { status } = spawnSync(command, args, { stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}

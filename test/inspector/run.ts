/**
 * `npm run test:inspector`: the inspector's tests in Chromium and, where there is one, in Electron; then what it takes on
 * a store of 100,000 streams and one of 10,000,000 messages. `--measure` leaves the tests out, which `npm test` has run.
 */
import { spawnSync } from "node:child_process";
import { withDisplay } from "../../scripts/display.ts";
import { ensureChromium } from "../../scripts/ensure-chromium.ts";
import { checkInspectorWeight } from "../../scripts/inspector-weight.ts";
import { isBuilt } from "../../scripts/is-built.ts";
import { keptLargeStore } from "./large-store.ts";
import { measureInspector } from "./measure.ts";

ensureChromium();
if (!isBuilt()) run("npm", ["run", "--silent", "build"]);
if (!process.argv.includes("--measure"))
  run(...withDisplay("vitest", ["run", "test/inspector", "test/electron/inspector.test.ts"]));
checkInspectorWeight();

const start = performance.now();
const directory = await keptLargeStore();
console.log(
  `a store of 100,000 streams, after ${Math.round((performance.now() - start) / 1000)} s: ${directory}`,
);
const { firstContentMs, longestTaskMs, pageMegabytes, followLagMs } = await measureInspector(directory);
console.log(
  `first content ${firstContentMs} ms, longest task ${longestTaskMs} ms, page ${pageMegabytes} MB, follow lag ${followLagMs} ms`,
);

function run(command: string, args: string[]): void {
  const { status } = spawnSync(command, args, { stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}

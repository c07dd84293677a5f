/**
 * `npm run test:inspector`: runs the inspector's tests in Chromium and, if there is a binary, in Electron, then measures it
 * on a store of 100,000 streams, one of which has 10,000,000 messages. `--without-chromium` leaves out the tests that
 * `npm test` runs, `--measure` all tests.
 */
import { spawnSync } from "node:child_process";
import { withDisplay } from "../../scripts/environment/display.ts";
import { findElectron } from "../../scripts/environment/electron-binary.ts";
import { ensureChromium } from "../../scripts/environment/ensure-chromium.ts";
import { checkInspectorWeight } from "../../scripts/inspector-weight.ts";
import { isBuilt } from "../../scripts/environment/is-built.ts";
import { keptLargeStore } from "./speed/large-store.ts";
import { measureInspector } from "./speed/measure.ts";

ensureChromium();
if (!isBuilt()) run("npm", ["run", "--silent", "build"]);
const isMeasured = process.argv.includes("--measure");
if (!isMeasured && !process.argv.includes("--without-chromium")) run("vitest", ["run", "test/inspector"]);
if (!isMeasured) testInElectron();
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

/** Runs the same tests in windows of Electron, and those of the inspector within an app. */
function testInElectron(): void {
  if (findElectron() === undefined)
    return console.log(
      "!!! SKIPPED the inspector in real Electron: no binary was found (npx install-electron)",
    );
  const [command, args] = withDisplay("vitest", ["run", "test/inspector", "test/electron/inspector"]);
  run(command, args, { ...process.env, INSPECTOR_IN: "electron" });
}

function run(command: string, args: string[], env = process.env): void {
  const { status } = spawnSync(command, args, { stdio: "inherit", env, shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}

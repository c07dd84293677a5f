/** `npm test`: the checks, the build, then all tests. Installs Chromium where it is missing and can be installed. */
import { join } from "node:path";
import { withDisplay } from "./environment/display.ts";
import { ensureChromium } from "./environment/ensure-chromium.ts";
import { run } from "./environment/run.ts";

ensureChromium();
run("npm", "run", "--silent", "check");
run("npm", "run", "--silent", "build");
// Tests start the command line and other programs hundreds of times: compiling their modules takes longer than they run.
process.env["NODE_COMPILE_CACHE"] ??= join(
  import.meta.dirname,
  "..",
  "node_modules",
  ".cache",
  "node-compile",
);
const [command, args] = withDisplay("vitest", ["run", ...process.argv.slice(2)]);
run(command, ...args);

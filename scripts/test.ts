/** `npm test`: the checks, the build, then all tests. Installs Chromium where it is missing and can be installed. */
import { withDisplay } from "./environment/display.ts";
import { ensureChromium } from "./environment/ensure-chromium.ts";
import { run } from "./environment/run.ts";

ensureChromium();
run("npm", "run", "--silent", "check");
run("npm", "run", "--silent", "build");
const [command, args] = withDisplay("vitest", ["run", ...process.argv.slice(2)]);
run(command, ...args);

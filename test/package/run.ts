/**
 * `npm run test:package`: packs the package, checks the tarball, and uses it as somebody does who has just found it: in
 * an empty folder, as the README says, then with TypeScript and Vite. From the npm registry only.
 */
import { spawnSync } from "node:child_process";
import { isBuilt } from "../../scripts/environment/is-built.ts";
import { runAgainInDisplay } from "../../scripts/environment/display.ts";
import { electronProblem } from "../support/electron/electron-binary.ts";
import { testBundles, testTypes } from "./bundled.ts";
import { showsNotes, testFirstMessage } from "./first-message.ts";
import { testElectronVite } from "./electron-vite.ts";
import { testInspector } from "./inspected.ts";
import { pack, Project } from "./project.ts";

runAgainInDisplay();
if (!isBuilt()) run("npm", "run", "--silent", "build");
const tarballs = new Project();
const project = new Project();
try {
  const tarball = pack(tarballs.folder);
  run("publint", "--strict", tarball);
  // Ignored: Node 10's resolution, and that CommonJS has to import() what is an ES module.
  run("attw", tarball, "--profile", "node16", "--ignore-rules", "cjs-resolves-to-esm");
  await testFirstMessage(project, tarball);
  testTypes(project);
  testBundles(project);
  if (electronProblem === undefined) await showsNotes(project, 2);
  await testInspector(project);
  await testElectronVite(tarball);
  console.log("test:package: packed, installed, typed, bundled, started, inspected");
} finally {
  project.remove();
  tarballs.remove();
}

function run(command: string, ...args: string[]): void {
  const { status } = spawnSync(command, args, { stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) throw new Error(`${command} has failed`);
}

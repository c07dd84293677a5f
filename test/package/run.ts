/**
 * `npm run test:package`: packs the package, checks the tarball, and uses it as a new user would: in an empty folder, as
 * the README says, then with TypeScript and Vite. Everything else comes from the npm registry.
 */
import { isBuilt } from "../../scripts/environment/is-built.ts";
import { runAgainInDisplay } from "../../scripts/environment/display.ts";
import { statusOf } from "../../scripts/environment/run.ts";
import { electronProblem } from "../support/electron/electron-binary.ts";
import { testBundles, testOldTypes, testTypes } from "./bundled.ts";
import { showsNotes, testFirstMessage } from "./first-message.ts";
import { testCreated } from "./created.ts";
import { testElectronVite } from "./electron-vite.ts";
import { testInspector } from "./inspected.ts";
import { pack, Project } from "./project.ts";
import { testSourceMaps } from "./source-maps.ts";
import { testStarts } from "./started.ts";

runAgainInDisplay();
if (!isBuilt()) succeed("npm", "run", "--silent", "build");
const tarballs = new Project();
const project = new Project();
try {
  const tarball = pack(tarballs.folder);
  succeed("publint", "--strict", tarball);
  // Ignores Node 10's resolution, and that CommonJS has to import() an ES module.
  succeed("attw", tarball, "--profile", "node16", "--ignore-rules", "cjs-resolves-to-esm");
  await testFirstMessage(project, tarball);
  testSourceMaps(project);
  testTypes(project);
  testOldTypes(tarball);
  testBundles(project);
  if (electronProblem === undefined) await showsNotes(project, 2);
  await testInspector(project);
  await testElectronVite(tarball);
  for (const template of ["plain", "react"]) await testCreated(template, tarball);
  const started = testStarts(tarball);
  console.log(`test:package: packed, installed, typed, bundled, inspected; import and open take ${started}`);
} finally {
  project.remove();
  tarballs.remove();
}

/** Throws instead of exiting, so that the folders are removed. */
function succeed(command: string, ...args: string[]): void {
  if (statusOf(command, ...args) !== 0) throw new Error(`${command} failed`);
}

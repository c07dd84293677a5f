/**
 * `npm run test:forge`: packages the Electron Forge recipe with Forge 8 and starts it. Electron is downloaded from GitHub,
 * or taken from the folder ELECTRON_ZIP_DIR (electron-v<version>-<platform>-<arch>.zip).
 */
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { runAgainInDisplay } from "../../scripts/environment/display.ts";
import { startPackagedApp } from "../dist/packaged-app.ts";
import { filesOf } from "../docs/code-blocks.ts";
import { electronArguments } from "../support/electron/electron-binary.ts";
import { pack, Project } from "./project.ts";

const manifest = {
  name: "recipe",
  productName: "Recipe",
  version: "1.0.0",
  type: "module",
  main: ".vite/build/main.mjs",
  // Forge's own node-gyp comes from GitHub, which may be out of reach; nothing is compiled here.
  overrides: { "@electron/node-gyp": "npm:node-gyp@^12" },
};
const zips = process.env["ELECTRON_ZIP_DIR"];

runAgainInDisplay();
const project = new Project();
try {
  writeRecipe();
  project.run(`npm install --no-audit --no-fund ${JSON.stringify(pack(project.folder))}`);
  const tools = "@electron-forge/cli@8 @electron-forge/plugin-vite@8 vite@8";
  project.run(`npm install --no-audit --no-fund -D electron ${tools}`);
  project.takeCompiledAddOn();
  project.run("npx electron-forge package");
  await testPackaged();
  console.log("test:forge: packaged by Electron Forge and started");
} finally {
  project.remove();
}

function writeRecipe(): void {
  project.write("package.json", JSON.stringify(manifest));
  for (const [file, code] of filesOf("docs/recipes/electron-forge.md")) project.write(file, code);
  for (const part of ["preload", "renderer"]) project.write(`vite.${part}.config.js`, "export default {};\n");
  if (zips === undefined) return;
  const config = filesOf("docs/recipes/electron-forge.md").get("forge.config.js")!;
  const withZips = `packagerConfig: { electronZipDir: ${JSON.stringify(zips)},`;
  project.write("forge.config.js", config.replace("packagerConfig: {", withZips));
}

async function testPackaged(): Promise<void> {
  const [name] = readdirSync(join(project.folder, "out"));
  const executables: Partial<Record<NodeJS.Platform, string>> = {
    darwin: "Recipe.app/Contents/MacOS/Recipe",
    win32: "Recipe.exe",
  };
  const executable = join(project.folder, "out", name!, executables[process.platform] ?? "Recipe");
  const userData = join(project.folder, "user-data");
  const app = await startPackagedApp((args) =>
    spawn(executable, [...electronArguments, ...args, `--user-data-dir=${userData}`], {
      stdio: ["ignore", "inherit", "pipe"],
    }),
  );
  await app.page
    .getByRole("listitem")
    .filter({ hasText: / Hello$/ })
    .waitFor();
  await app.end("SIGKILL");
}

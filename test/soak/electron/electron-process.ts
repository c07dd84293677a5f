import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { build } from "vite";
import { withDisplay } from "../../../scripts/environment/display.ts";
import { buildApp } from "../../support/electron/build-app.ts";
import { electronArguments } from "../../support/electron/electron-binary.ts";
import { linkDependency } from "../../support/electron/link-package.ts";
import type { SoakReport } from "../soak.ts";

/** Builds the test app's windows with the soak as their main process, and runs it. */
export async function soakInElectron(electron: string, folder: string, seconds: number): Promise<SoakReport> {
  const app = join(folder, "app");
  await buildApp(app);
  linkDependency(app, "better-sqlite3");
  await build({
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    // From the sources: the built package does not export the classes whose objects are counted.
    ssr: { noExternal: true, external: ["electron", "better-sqlite3"] },
    build: {
      outDir: app,
      emptyOutDir: false,
      target: "node20",
      ssr: join(import.meta.dirname, "electron-main.ts"),
      rolldownOptions: { output: { entryFileNames: "main.js" } },
    },
  });
  const [command, args] = withDisplay(electron, [
    ...electronArguments,
    app,
    `--user-data-dir=${join(folder, "user-data")}`,
  ]);
  const child = spawn(command, args, {
    env: { ...process.env, SOAK_SECONDS: String(seconds) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  const errors = text(child.stderr);
  let last = "";
  for await (const line of createInterface(child.stdout)) {
    if (last !== "") console.log(last);
    last = line;
  }
  const [code] = (await exited) as [number | null];
  // Chromium logs much that does not matter, so its output is shown only after a failure.
  if (code !== 0) throw new Error(`the soak's app ended with ${code}: ${last}\n${await errors}`);
  return JSON.parse(last) as SoakReport;
}

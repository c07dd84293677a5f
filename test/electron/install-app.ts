import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const packageFolder = join(import.meta.dirname, "..", "..");

/** Makes the folder an app that runs `main.js` and has the built package installed. */
export function installApp(folder: string, name: string, main: string): void {
  cpSync(main, join(folder, "main.js"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, type: "module", main: "main.js" }));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(packageFolder, join(folder, "node_modules", "electron-durable-streams"), "junction");
}

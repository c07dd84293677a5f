import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { linkPackage } from "./link-package.ts";

export const packageFolder = join(import.meta.dirname, "..", "..", "..");

/** Makes the folder an app that runs `main.js`, with the built package installed. */
export function installApp(folder: string, name: string, main: string): void {
  cpSync(main, join(folder, "main.js"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, type: "module", main: "main.js" }));
  linkPackage(folder);
}

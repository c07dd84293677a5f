import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createBuilder } from "vite";
import { packageFolder } from "../support/electron/install-app.ts";
import { linkPackage } from "../support/electron/link-package.ts";

const example = join(packageFolder, "examples", "journal");
const projects = join(packageFolder, ".snippets");

/**
 * A copy of the example with the built package installed, built as its own `npm run build` does. It lies within the
 * checkout, where the other packages are found, and without the paths to the sources that its tsconfig.json has here.
 */
export async function installJournal(): Promise<{ folder: string; remove(): void }> {
  mkdirSync(projects, { recursive: true });
  const folder = mkdtempSync(join(projects, "journal-"));
  for (const part of ["package.json", "vite.config.ts", "main", "journal", "page"])
    cpSync(join(example, part), join(folder, part), { recursive: true });
  linkPackage(folder);
  const builder = await createBuilder({ configFile: join(folder, "vite.config.ts"), logLevel: "warn" });
  await builder.buildApp();
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

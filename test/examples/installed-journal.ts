import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createBuilder } from "vite";
import { packageFolder } from "../support/electron/install-app.ts";
import { linkPackage } from "../support/electron/link-package.ts";

const example = join(packageFolder, "examples", "journal");
const projects = join(packageFolder, ".snippets");

/**
 * Copies the example, installs the built package in it and builds it as its own `npm run build` does. The copy lies within
 * the checkout, where its other packages are found, and has no tsconfig.json, which maps the package to its sources.
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

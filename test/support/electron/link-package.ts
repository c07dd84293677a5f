import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";

const packageFolder = join(import.meta.dirname, "..", "..", "..");

/** Installs the built package into a project, under its name. */
export function linkPackage(project: string): void {
  mkdirSync(join(project, "node_modules"), { recursive: true });
  symlinkSync(packageFolder, join(project, "node_modules", "electron-durable-streams"), "junction");
}

import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";

const packageFolder = join(import.meta.dirname, "..", "..", "..");

/** Installs the built package into a project, under its name. */
export function linkPackage(project: string): void {
  link(packageFolder, project, "electron-durable-streams");
}

/** Installs a dependency of the package into a project. */
export function linkDependency(project: string, name: string): void {
  link(join(packageFolder, "node_modules", name), project, name);
}

function link(target: string, project: string, name: string): void {
  mkdirSync(join(project, "node_modules"), { recursive: true });
  symlinkSync(target, join(project, "node_modules", name), "junction");
}

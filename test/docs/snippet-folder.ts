import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageFolder } from "../support/electron/install-app.ts";
import { filesOf } from "./code-blocks.ts";

const snippets = join(packageFolder, ".snippets");

/**
 * Makes an empty folder within the checkout. Files in it can import the built package by its name, and all packages of
 * node_modules.
 */
export function makeSnippetFolder(name: string): string {
  mkdirSync(snippets, { recursive: true });
  return mkdtempSync(join(snippets, `${name}-`));
}

export function removeSnippetFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** Writes the files of a page into a folder. */
export function writePage(page: string, folder: string): void {
  for (const [file, code] of filesOf(page)) {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
  }
}

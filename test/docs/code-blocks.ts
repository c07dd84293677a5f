import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../support/electron/install-app.ts";

/**
 * A block of a page: "```ts orders.ts" is a part of the file orders.ts, and parts of one file follow each other.
 * "```text orders.ts output" is what it prints, "```text page" what the window of the page's main.ts shows.
 */
export interface CodeBlock {
  readonly language: string;
  /** What follows the language. */
  readonly title: string;
  readonly code: string;
  readonly line: number;
}

/** All pages that people read: the README, what lies beside it, and docs/, without what is generated. */
export function documentedPages(): string[] {
  const found = globSync(["*.md", "docs/**/*.md", "examples/*/README.md"], {
    cwd: packageFolder,
    exclude: ["docs/api/**", "docs/project/**", "**/node_modules/**"],
  });
  return found.map((page) => page.replaceAll("\\", "/")).toSorted();
}

export function codeBlocksOf(page: string): CodeBlock[] {
  const text = readFileSync(join(packageFolder, page), "utf8");
  return [...text.matchAll(/^```([^\s`]*)[^\S\n]*([^\n]*)\n(.*?)^```$/gms)].map((match) => ({
    language: match[1]!,
    title: match[2]!.trim(),
    code: match[3]!,
    line: text.slice(0, match.index).split("\n").length,
  }));
}

const programLanguages = new Set(["js", "ts", "tsx", "vue", "svelte", "html", "cjs", "mjs"]);

export function isProgram({ language }: CodeBlock): boolean {
  return programLanguages.has(language);
}

/** The files of a page, by name, each put together from its parts. */
export function filesOf(page: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const block of codeBlocksOf(page).filter(isProgram))
    files.set(block.title, (files.get(block.title) ?? "") + block.code);
  return files;
}

/** What a page says under a title, such as "orders.ts output". */
export function textOf(page: string, title: string): string | undefined {
  return codeBlocksOf(page)
    .find((block) => block.title === title)
    ?.code.trimEnd();
}

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../support/electron/install-app.ts";

/**
 * A code block of a page. "```ts orders.ts" is a part of the file orders.ts; several parts make up the file in order.
 * "```text orders.ts output" is the file's output, "```text page" is the text in the window of the page's main.ts.
 */
export interface CodeBlock {
  readonly language: string;
  /** The text after the language. */
  readonly title: string;
  readonly code: string;
  readonly line: number;
}

/** All pages that people read: those in the root, docs/ without the generated ones, and the examples' READMEs. */
export function documentedPages(): string[] {
  const found = globSync(["*.md", "docs/**/*.md", "examples/*/README.md"], {
    cwd: packageFolder,
    exclude: ["docs/api/**", "docs/errors/**", "docs/project/**", "**/node_modules/**"],
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

/** The files of a page by name, each joined from its parts. */
export function filesOf(page: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const block of codeBlocksOf(page).filter(isProgram))
    files.set(block.title, (files.get(block.title) ?? "") + block.code);
  return files;
}

/** The text of the block with a title, such as "orders.ts output". */
export function textOf(page: string, title: string): string | undefined {
  return codeBlocksOf(page)
    .find((block) => block.title === title)
    ?.code.trimEnd();
}

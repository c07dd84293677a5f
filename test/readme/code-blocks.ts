import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesOf } from "../docs/code-blocks.ts";

export const readme = readFileSync(join(import.meta.dirname, "..", "..", "README.md"), "utf8");

/** A code block of the README that names its file: "```js main.js". */
export function codeBlock(file: string): string {
  const code = filesOf("README.md").get(file);
  if (code === undefined) throw new Error(`the README has no code block ${file}`);
  return code;
}

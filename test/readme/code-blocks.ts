import { readFileSync } from "node:fs";
import { join } from "node:path";

export const readme = readFileSync(join(import.meta.dirname, "..", "..", "README.md"), "utf8");

/** A code block of the README that names its file: "```js main.js". */
export function codeBlock(file: string): string {
  const block = new RegExp(`^\`\`\`\\w+ ${file.replace(".", "\\.")}\\n(.*?)^\`\`\`$`, "ms").exec(readme);
  if (!block) throw new Error(`the README has no code block ${file}`);
  return block[1]!;
}

import { filesOf, textOf } from "../docs/code-blocks.ts";

/** The README's text under a title: a file, as in "```js main.js", or commands, as in "```sh install". */
export function codeBlock(file: string): string {
  const code = filesOf("README.md").get(file) ?? textOf("README.md", file);
  if (code === undefined) throw new Error(`the README has no code block ${file}`);
  return code;
}

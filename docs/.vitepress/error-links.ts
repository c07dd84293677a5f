import type { MarkdownRenderer } from "vitepress";

/** Links the code in the first cell of a row of errors.md to the page of that code. */
export function linkErrorCodes(markdown: MarkdownRenderer): void {
  const render = markdown.renderer.rules.code_inline;
  markdown.renderer.rules.code_inline = (tokens, index, options, env: { relativePath?: string }, self) => {
    const html = render?.(tokens, index, options, env, self) ?? self.renderToken(tokens, index, options);
    const content = tokens[index]?.content ?? "";
    const isCode = env.relativePath === "errors.md" && tokens.length === 1 && /^[A-Z_]+$/.test(content);
    return isCode ? `<a href="./errors/${content}">${html}</a>` : html;
  };
}

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Writes `llms.txt` (https://llmstxt.org): what the package is, and each page with what it is about, for programs that read
 * documentation.
 *
 * @param sections the pages by section, as in the sidebar
 */
export function writeLlmsText(
  docs: string,
  sections: Readonly<Record<string, readonly string[]>>,
  description: string,
): void {
  const file = join(docs, "public", "llms.txt");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, llmsText(docs, sections, description));
}

/** The text of `llms.txt`. Pages that do not exist are left out. */
export function llmsText(
  docs: string,
  sections: Readonly<Record<string, readonly string[]>>,
  description: string,
): string {
  const parts = Object.entries(sections).map(([name, pages]) => {
    const lines = pages.flatMap((page) => lineOf(docs, page));
    return lines.length === 0 ? "" : `\n## ${name}\n\n${lines.join("\n")}\n`;
  });
  return `# Electron Durable Streams\n\n> ${description}\n${parts.join("")}`;
}

function lineOf(docs: string, page: string): string[] {
  const file = join(docs, `${page}.md`);
  if (!existsSync(file)) return [];
  const text = readFileSync(file, "utf8");
  const title = /^# (.+)$/m.exec(text)?.[1]?.replaceAll("`", "") ?? page;
  return [`- [${title}](/${page.replace(/(^|\/)index$/, "$1")})${aboutOf(text)}`];
}

/** The first sentence of the page, without markup. */
function aboutOf(text: string): string {
  const paragraph = text.split(/\n{2,}/).find((part) => /^[A-Z*`[]/.test(part) && !part.startsWith("```"));
  const plain = paragraph
    ?.replaceAll(/\s+/g, " ")
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, "$1")
    .replaceAll("**", "");
  const sentence = plain && /^.*?[.:](?= |$)/.exec(plain)?.[0].replace(/:$/, ".");
  return sentence ? `: ${sentence}` : "";
}

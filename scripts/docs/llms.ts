import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Writes llms.txt (https://llmstxt.org) into the built site: a list of the pages, each with its first sentence. The pages
 * themselves are copied beside it, as Markdown.
 */
export function writeLlmsText(
  docs: string,
  site: string,
  sections: Readonly<Record<string, readonly string[]>>,
): void {
  const parts = [`# Electron Durable Streams\n\n> ${taglineOf(join(docs, "index.md"))}\n`];
  for (const [title, pages] of Object.entries(sections)) {
    const lines = pages
      .filter((page) => existsSync(join(docs, `${page}.md`)))
      .map((page) => {
        const file = join(docs, `${page}.md`);
        const copy = join(site, `${page}.md`);
        mkdirSync(dirname(copy), { recursive: true });
        cpSync(file, copy);
        const text = readFileSync(file, "utf8");
        // The pages of the API have only names.
        const about = page.startsWith("api/") ? "" : `: ${firstSentenceIn(text)}`;
        return `- [${titleIn(text, page)}](/${page}.md)${about}`;
      });
    parts.push(`## ${title}\n\n${lines.join("\n")}\n`);
  }
  writeFileSync(join(site, "llms.txt"), parts.join("\n"));
}

function taglineOf(index: string): string {
  return /^ *tagline: (.+)$/m.exec(readFileSync(index, "utf8"))![1]!;
}

function titleIn(text: string, page: string): string {
  return /^# (.+)$/m.exec(text)?.[1]?.replaceAll("`", "") ?? page;
}

/** Of the first paragraph, without its links. */
function firstSentenceIn(text: string): string {
  const paragraph = text.split(/\n\s*\n/).find((part) => /^(?!```)[\w`[]/.test(part)) ?? "";
  const plain = paragraph.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll(/\s+/g, " ");
  return /^.*?[.:](?= |$)/.exec(plain)?.[0].replace(/:$/, ".") ?? plain;
}

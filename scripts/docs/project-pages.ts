import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";

const root = join(import.meta.dirname, "..", "..");

const pages = {
  "contributing.md": "CONTRIBUTING.md",
  "changelog.md": "CHANGELOG.md",
  "security.md": "SECURITY.md",
  "journal.md": "examples/journal/README.md",
};

/** Puts what lies outside of docs/ into the site, with its links as they are from there. */
export function writeProjectPages(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [name, source] of Object.entries(pages)) {
    const file = join(root, source);
    if (existsSync(file)) writeFileSync(join(folder, name), relink(readFileSync(file, "utf8"), source));
  }
}

function relink(text: string, source: string): string {
  return text.replaceAll(/\]\((?!\w+:|#|\/)([^)\s]+)\)/g, (_, link: string) => {
    const [path = "", anchor] = link.split("#");
    return `](${target(posix.join(dirname(source), path))}${anchor === undefined ? "" : `#${anchor}`})`;
  });
}

/** From a page of docs/project/. What is not in the site is named by its path, which a reader of the sources knows. */
function target(path: string): string {
  const own = Object.entries(pages).find(([, source]) => source === path);
  return own ? `./${own[0]}` : posix.relative("docs/project", path);
}

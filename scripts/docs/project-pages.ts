import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";

const root = join(import.meta.dirname, "..", "..");

const pages = {
  "contributing.md": "CONTRIBUTING.md",
  "changelog.md": "CHANGELOG.md",
  "security.md": "SECURITY.md",
  "journal.md": "examples/journal/README.md",
};

/** Copies pages from outside docs/ into the site, and rewrites their links. */
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

/** A link target as seen from docs/project/. A file that is not part of the site keeps its path in the repository. */
function target(path: string): string {
  const own = Object.entries(pages).find(([, source]) => source === path);
  return own ? `./${own[0]}` : posix.relative("docs/project", path);
}

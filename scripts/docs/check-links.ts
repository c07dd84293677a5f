import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/** @throws Error that names each dead link of the built site, anchors included */
export function checkLinks(site: string): void {
  const dead: string[] = [];
  const pages = globSync("**/*.html", { cwd: site });
  const contents = new Map(pages.map((page) => [join(site, page), readFileSync(join(site, page), "utf8")]));
  for (const [page, html] of contents) {
    for (const [, link] of html.matchAll(/<(?:a|img|script|link)\b[^>]*?\s(?:href|src)="([^"]+)"/g)) {
      if (/^(?:[a-z]+:|\/\/)/.test(link!)) continue;
      const [path = "", anchor = ""] = link!.split("#");
      const file =
        path === "" ? page : fileOf(path.startsWith("/") ? join(site, path) : join(dirname(page), path));
      const isFound = file !== undefined && (anchor === "" || hasAnchor(contents.get(file), anchor));
      if (!isFound) dead.push(`${page.slice(site.length)}: ${link}`);
    }
  }
  if (dead.length > 0) throw new Error(`dead links:\n${[...new Set(dead)].join("\n")}`);
  console.log(`${pages.length} pages, no dead links`);
}

/** Resolves a path as a server with clean URLs does. */
function fileOf(path: string): string | undefined {
  const plain = decodeURIComponent(path.replace(/\?.*$/, ""));
  return [plain, `${plain}.html`, join(plain, "index.html")].find(
    (file) => existsSync(file) && statSync(file).isFile(),
  );
}

function hasAnchor(html: string | undefined, anchor: string): boolean {
  return html?.includes(`id="${decodeURIComponent(anchor)}"`) ?? false;
}

/**
 * `npm run docs`: builds the site from docs/ and the sources' docstrings into docs/.vitepress/dist, with llms.txt, and
 * fails at a dead link. `npm run docs:dev` serves the site while you write.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build, createServer } from "vitepress";
import { sections } from "../docs/.vitepress/sidebar.ts";
import { checkLinks } from "./docs/check-links.ts";
import { writeErrorPages } from "./docs/error-pages.ts";
import { writeLlmsText } from "./docs/llms.ts";
import { writeApiPages } from "./docs/api-pages.ts";
import { writeProjectPages } from "./docs/project-pages.ts";

const docs = join(import.meta.dirname, "..", "docs");
const { description } = JSON.parse(readFileSync(join(import.meta.dirname, "..", "package.json"), "utf8")) as {
  description: string;
};

await writeApiPages(join(docs, "api"));
writeProjectPages(join(docs, "project"));
writeErrorPages(docs);
writeLlmsText(docs, sections, description);
checkPagesAreListed();

if (process.argv.includes("--dev")) {
  const server = await createServer(docs);
  await server.listen();
  server.printUrls();
} else {
  await build(docs);
  checkLinks(join(docs, ".vitepress", "dist"));
}

function checkPagesAreListed(): void {
  const listed = new Set(["index", ...Object.values(sections).flat()]);
  const pages = globSync("**/*.md", { cwd: docs }).map((page) => page.replaceAll("\\", "/").slice(0, -3));
  // A page of one error is reached from the list of all, and by the search.
  const missing = pages.filter((page) => !listed.has(page) && !page.startsWith("errors/"));
  if (missing.length > 0) throw new Error(`add to docs/.vitepress/sidebar.ts: ${missing.join(", ")}`);
}

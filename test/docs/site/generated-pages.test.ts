import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sections } from "../../../docs/.vitepress/sidebar.ts";
import { writeErrorPages } from "../../../scripts/docs/error-pages.ts";
import { llmsText } from "../../../scripts/docs/llms.ts";
import { statusByCode } from "../../../src/http/response/http-error.ts";
import { packageFolder } from "../../support/electron/install-app.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const docs = join(packageFolder, "docs");

it("there is a page for each error code, which says what to do, with links that lead somewhere", async () => {
  const folder = await temporaryDirectory();
  mkdirSync(join(folder, "guide"));
  cpSync(join(docs, "errors.md"), join(folder, "errors.md"));
  writeErrorPages(folder);
  const codes = Object.keys(statusByCode);
  expect(readdirSync(join(folder, "errors")).toSorted()).toEqual(
    codes.map((code) => `${code}.md`).toSorted(),
  );
  for (const code of codes) {
    const page = readFileSync(join(folder, "errors", `${code}.md`), "utf8");
    expect(page).toContain(`# ${code}\n`);
    expect(page).toContain("**What to do:** ");
    for (const [, link] of page.matchAll(/\]\(([^)#]+)/g))
      expect(existsSync(join(docs, "errors", link!)), `${code}: ${link}`).toBe(true);
  }
});

it("llms.txt lists each page of the sidebar that is written by hand, with what it is about", () => {
  const text = llmsText(docs, sections, "Streams");
  expect(text).toMatch(/^# Electron Durable Streams\n\n> Streams\n\n## Guide\n/);
  const pages = Object.values(sections)
    .flat()
    .filter((page) => !/^(api|project)\//.test(page));
  for (const page of pages) expect(text).toContain(`](/${page.replace(/index$/, "")}): `);
});

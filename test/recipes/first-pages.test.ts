import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { filesOf } from "../docs/code-blocks.ts";
import { writePage } from "../docs/snippet-folder.ts";
import { listedTexts, usePages } from "./page-test.ts";

/** The pages that people copy to begin with: each shows the notes and appends one. */
const pages: [page: string, file: string][] = [
  ["README.md", "page.js"],
  ["docs/guide/getting-started.md", "page.ts"],
  ["docs/recipes/electron-vite.md", "src/renderer/page.ts"],
  ["docs/recipes/electron-forge.md", "src/page.ts"],
];
const junk = [null, "text", 1, {}, { text: 2 }, ["text"]];

const shown = usePages("page");
beforeEach(async () => {
  await shown.store.create("notes", { contentType: "application/json", data: [...junk, { text: "First" }] });
});

test.each(pages)(
  "the page of %s says what could not be appended, and skips what is no note",
  async (page, file) => {
    await shown.store.closeStream("notes");
    await expectShown(page, file, [/First$/, /is closed/]);
  },
);

test.each(pages)("the page of %s says that its stream is not there", async (page, file) => {
  await shown.store.delete("notes");
  await expectShown(page, file, [/does not exist/, /does not exist/]);
});

async function expectShown(documented: string, file: string, texts: RegExp[]): Promise<void> {
  const { folder } = shown;
  expect(filesOf(documented).has(file)).toBe(true);
  writePage(documented, folder);
  const preload = join(import.meta.dirname, "preload.ts").replaceAll("\\", "/");
  writeFileSync(join(folder, "start.ts"), `import "${preload}";\nawait import("./${file}");\n`);
  writeFileSync(
    join(folder, "page.html"),
    '<!doctype html><ul></ul><script type="module" src="./start.ts"></script>',
  );
  await shown.show([], async (page) => {
    const expected = texts.map((text) => expect.stringMatching(text) as unknown);
    await expect.poll(() => listedTexts(page)).toEqual(expected);
  });
}

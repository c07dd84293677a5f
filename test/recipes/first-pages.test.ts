import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { openStreamStore, type StreamStore } from "../../src/store/index.ts";
import { filesOf } from "../docs/code-blocks.ts";
import { makeSnippetFolder, removeSnippetFolder, writePage } from "../docs/snippet-folder.ts";
import { launchChromium } from "../support/chromium.ts";
import { servePage } from "./serve-page.ts";

/** The pages that people copy to begin with: each shows the notes and appends one. */
const pages: [page: string, file: string][] = [
  ["README.md", "page.js"],
  ["docs/guide/getting-started.md", "page.ts"],
  ["docs/recipes/electron-vite.md", "src/renderer/page.ts"],
  ["docs/recipes/electron-forge.md", "src/page.ts"],
];
const junk = [null, "text", 1, {}, { text: 2 }, ["text"]];

let browser: Browser;
let store: StreamStore;
let folder: string;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  store = openStreamStore({ inMemory: true });
  folder = makeSnippetFolder("page");
  await store.create("notes", { contentType: "application/json", data: [...junk, { text: "First" }] });
});
afterEach(async () => {
  await store.close();
  removeSnippetFolder(folder);
});

test.each(pages)(
  "the page of %s says what could not be appended, and skips what is no note",
  async (page, file) => {
    await store.closeStream("notes");
    await expectShown(page, file, [/First$/, /is closed/]);
  },
);

test.each(pages)("the page of %s says that its stream is not there", async (page, file) => {
  await store.delete("notes");
  await expectShown(page, file, [/does not exist/, /does not exist/]);
});

async function expectShown(documented: string, file: string, texts: RegExp[]): Promise<void> {
  expect(filesOf(documented).has(file)).toBe(true);
  writePage(documented, folder);
  const preload = join(import.meta.dirname, "preload.ts").replaceAll("\\", "/");
  writeFileSync(join(folder, "start.ts"), `import "${preload}";\nawait import("./${file}");\n`);
  writeFileSync(
    join(folder, "page.html"),
    '<!doctype html><ul></ul><script type="module" src="./start.ts"></script>',
  );
  const host = await servePage(folder, store, []);
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  try {
    await page.goto(host.url);
    const shown = () => page.getByRole("listitem").allTextContents();
    await expect.poll(shown).toEqual(texts.map((text) => expect.stringMatching(text)));
    expect(complaints).toEqual([]);
  } finally {
    await page.close();
    await host.close();
  }
}

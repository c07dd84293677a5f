import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import vue from "@vitejs/plugin-vue";
import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { PluginOption } from "vite";
import { openStreamStore, type StreamStore } from "../../src/store/index.ts";
import { launchChromium } from "../support/chromium.ts";
import { makeSnippetFolder, removeSnippetFolder, writePage } from "../docs/snippet-folder.ts";
import { servePage } from "./serve-page.ts";

const recipes: [name: string, plugins: PluginOption[]][] = [
  ["react", []],
  ["vue", [vue()]],
  ["svelte", [svelte({ configFile: false })]],
  ["angular", []],
];

let browser: Browser;
let store: StreamStore;
let folder: string;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());
beforeEach(() => {
  store = openStreamStore({ inMemory: true });
  folder = makeSnippetFolder("recipe");
});
afterEach(async () => {
  await store.close();
  removeSnippetFolder(folder);
});

test.each(recipes)("%s shows a stream, follows it and closes its cursor", async (name, plugins) => {
  await store.create("notes", {
    contentType: "application/json",
    data: [{ text: "First" }, { text: "Second" }],
  });
  writeRecipe(name);
  const host = await servePage(folder, store, plugins);
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  try {
    await page.goto(host.url);
    const notes = () => page.getByRole("listitem").allTextContents();
    await expect.poll(notes).toEqual(["First", "Second"]);
    await store.append("notes", { text: "From the main process" });
    await expect.poll(notes).toEqual(["First", "Second", "From the main process"]);
    await page.getByRole("button", { name: "Add" }).click();
    await expect.poll(notes).toEqual(["First", "Second", "From the main process", "From the page"]);

    expect(store.stats().subscriptions).toBe(1);
    await page.evaluate(() => dispatchEvent(new Event("unmount")));
    await expect.poll(() => store.stats().subscriptions).toBe(0);
    expect(complaints).toEqual([]);
  } finally {
    await page.close();
    await host.close();
  }
});

test.each(recipes)(
  "%s shows what could not be appended, and skips what is no note",
  async (name, plugins) => {
    const junk = [null, "text", 1, {}, { text: 2 }, ["text"]];
    await store.create("notes", { contentType: "application/json", data: [...junk, { text: "First" }] });
    writeRecipe(name);
    const host = await servePage(folder, store, plugins);
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    try {
      await page.goto(host.url);
      const notes = () => page.getByRole("listitem").allTextContents();
      const problem = () => page.getByRole("alert").allTextContents();
      const add = () => page.getByRole("button", { name: "Add" }).click();
      await expect.poll(notes).toEqual(["First"]);
      expect(await problem()).toEqual([]);

      await store.closeStream("notes");
      await add();
      await expect.poll(problem).toEqual([expect.stringContaining("closed")]);
      await store.delete("notes");
      await add();
      await expect.poll(problem).toEqual([expect.stringContaining("does not exist")]);
      expect(await notes()).toEqual(["First"]);

      await store.create("notes", { contentType: "application/json" });
      await add();
      await expect.poll(problem).toEqual([]);
      expect(await notes()).toEqual(["First"]);
      expect(complaints).toEqual([]);
    } finally {
      await page.close();
      await host.close();
    }
  },
);

test.each(recipes)("%s says that its stream is gone, and keeps what it shows", async (name, plugins) => {
  await store.create("notes", { contentType: "application/json", data: { text: "First" } });
  writeRecipe(name);
  const host = await servePage(folder, store, plugins);
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  try {
    await page.goto(host.url);
    const notes = () => page.getByRole("listitem").allTextContents();
    await expect.poll(notes).toEqual(["First"]);
    await store.delete("notes");
    await expect
      .poll(() => page.getByRole("alert").allTextContents())
      .toEqual([expect.stringContaining("does not exist")]);
    expect(await notes()).toEqual(["First"]);
    expect(store.stats().subscriptions).toBe(0);
    expect(complaints).toEqual([]);
  } finally {
    await page.close();
    await host.close();
  }
});

/** Writes the recipe's files, the page that loads them and the options of its bundler. */
function writeRecipe(name: string): void {
  writePage(`docs/recipes/${name}.md`, folder);
  const entry = existsSync(join(folder, "page.tsx")) ? "page.tsx" : "page.ts";
  const preload = join(import.meta.dirname, "preload.ts").replaceAll("\\", "/");
  // Without Angular's own build, its compiler runs in the page.
  const compiler = name === "angular" ? 'import "@angular/compiler";\n' : "";
  writeFileSync(join(folder, "start.ts"), `import "${preload}";\n${compiler}await import("./${entry}");\n`);
  writeFileSync(
    join(folder, "page.html"),
    '<!doctype html><div id="app"></div><script type="module" src="./start.ts"></script>',
  );
  const compilerOptions = {
    jsx: "react-jsx",
    experimentalDecorators: true,
    useDefineForClassFields: false,
    target: "ES2022",
    verbatimModuleSyntax: true,
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
}

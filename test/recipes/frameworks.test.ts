import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import vue from "@vitejs/plugin-vue";
import { expect, test } from "vitest";
import type { PluginOption } from "vite";
import { writePage } from "../docs/snippet-folder.ts";
import { listedTexts, usePages } from "./page-test.ts";

const recipes: [name: string, plugins: PluginOption[]][] = [
  ["react", []],
  ["vue", [vue()]],
  ["svelte", [svelte({ configFile: false })]],
  ["angular", []],
];

const pages = usePages("recipe");

test.each(recipes)("%s shows a stream, follows it and closes its cursor", async (name, plugins) => {
  const { store } = pages;
  await store.create("notes", {
    contentType: "application/json",
    data: [{ text: "First" }, { text: "Second" }],
  });
  writeRecipe(name);
  await pages.show(plugins, async (page) => {
    const notes = () => listedTexts(page);
    await expect.poll(notes).toEqual(["First", "Second"]);
    await store.append("notes", { text: "From the main process" });
    await expect.poll(notes).toEqual(["First", "Second", "From the main process"]);
    await page.getByRole("button", { name: "Add" }).click();
    await expect.poll(notes).toEqual(["First", "Second", "From the main process", "From the page"]);

    expect(store.stats().subscriptions).toBe(1);
    await page.evaluate(() => dispatchEvent(new Event("unmount")));
    await expect.poll(() => store.stats().subscriptions).toBe(0);
  });
});

test.each(recipes)(
  "%s shows what could not be appended, and skips what is no note",
  async (name, plugins) => {
    const { store } = pages;
    const junk = [null, "text", 1, {}, { text: 2 }, ["text"]];
    await store.create("notes", { contentType: "application/json", data: [...junk, { text: "First" }] });
    writeRecipe(name);
    await pages.show(plugins, async (page) => {
      const notes = () => listedTexts(page);
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
    });
  },
);

test.each(recipes)("%s says that its stream is gone, and keeps what it shows", async (name, plugins) => {
  const { store } = pages;
  await store.create("notes", { contentType: "application/json", data: { text: "First" } });
  writeRecipe(name);
  await pages.show(plugins, async (page) => {
    const notes = () => listedTexts(page);
    await expect.poll(notes).toEqual(["First"]);
    await store.delete("notes");
    await expect
      .poll(() => page.getByRole("alert").allTextContents())
      .toEqual([expect.stringContaining("does not exist")]);
    expect(await notes()).toEqual(["First"]);
    expect(store.stats().subscriptions).toBe(0);
  });
});

/** Writes the recipe's files, the page that loads them and the options of its bundler. */
function writeRecipe(name: string): void {
  const { folder } = pages;
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

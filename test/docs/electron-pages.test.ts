import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { electronPath } from "../support/electron/electron-binary.ts";
import { buildPageApp } from "./build-page-app.ts";
import { textOf } from "./code-blocks.ts";
import { electronPages } from "./documented-programs.ts";
import { makeSnippetFolder, removeSnippetFolder } from "./snippet-folder.ts";
import { startApp } from "./start-app.ts";

describe.skipIf(!electronPath)("documented apps", () => {
  let folder: string;
  beforeEach(() => {
    folder = makeSnippetFolder("electron");
  });
  afterEach(() => removeSnippetFolder(folder));

  test.each(electronPages())("%s: the window shows the documented text", async (page) => {
    const app = await startApp(await buildPageApp(page, folder), join(folder, "user-data"));
    try {
      const shown = () => app.page.locator("body").innerText();
      await expect.poll(shown, { timeout: 20_000 }).toBe(textOf(page, "page"));
    } finally {
      await app.stop();
    }
  });
});

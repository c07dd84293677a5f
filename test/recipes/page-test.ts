import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import type { PluginOption } from "vite";
import { openStreamStore, type StreamStore } from "../../src/store/index.ts";
import { makeSnippetFolder, removeSnippetFolder } from "../docs/snippet-folder.ts";
import { launchChromium } from "../support/chromium.ts";
import { servePage } from "./serve-page.ts";

export interface PageTest {
  /** The store of the running test, in memory. */
  readonly store: StreamStore;
  /** Where the running test writes its page. */
  readonly folder: string;
  /** Builds the page in the folder and opens it over the store while `act` runs. The page must not throw. */
  show(plugins: PluginOption[], act: (page: Page) => Promise<void>): Promise<void>;
}

/** Registers what each test of a file needs to show a documented page in Chromium. */
export function usePages(prefix: string): PageTest {
  let browser: Browser;
  let store: StreamStore;
  let folder: string;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  beforeEach(() => {
    store = openStreamStore({ inMemory: true });
    folder = makeSnippetFolder(prefix);
  });
  afterEach(async () => {
    await store.close();
    removeSnippetFolder(folder);
  });
  return {
    get store() {
      return store;
    },
    get folder() {
      return folder;
    },
    async show(plugins, act) {
      const host = await servePage(folder, store, plugins);
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(String(error)));
      try {
        await page.goto(host.url);
        await act(page);
        expect(complaints).toEqual([]);
      } finally {
        await page.close();
        await host.close();
      }
    },
  };
}

/** The texts of the list that each page shows. */
export function listedTexts(page: Page): Promise<string[]> {
  return page.getByRole("listitem").allTextContents();
}

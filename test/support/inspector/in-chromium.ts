import { readFile } from "node:fs/promises";
import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { launchChromium } from "../chromium.ts";
import { openInspectorPage, type BrowserTest, type HostedInspectorPage } from "./inspector-page.ts";
import { holdWork } from "./hold-work.ts";

/** The inspector in a browser, like with `inspect`. The store is in this process. */
export function useChromium(): BrowserTest & { readonly store: StreamStore } {
  let browser: Browser;
  let store: StreamStore;
  let opened: HostedInspectorPage[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  beforeEach(() => {
    store = openStreamStore({ inMemory: true });
  });
  afterEach(async () => {
    await Promise.all(opened.map((each) => each.close()));
    opened = [];
    await store.close();
  });
  return {
    get store() {
      return store;
    },
    label: /^browser 1$/,
    async open(options) {
      const page = await openInspectorPage(browser, store, options);
      opened.push(page);
      return page;
    },
    async hold(work) {
      const release = holdWork(store, work);
      return async () => release();
    },
    async saved(page, act) {
      const [download] = await Promise.all([page.waitForEvent("download"), act()]);
      return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
    },
  };
}

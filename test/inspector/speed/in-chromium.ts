import { readFile } from "node:fs/promises";
import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { launchChromium } from "../../support/chromium.ts";
import type { BrowserTest } from "../../support/inspector/browser-test.ts";
import { holdWork } from "../hold-work.ts";
import { openInspectorPage, type HostedInspectorPage } from "../../support/inspector/inspector-page.ts";

/** The inspector as `inspect` shows it: the store is in this process, the page in a browser. */
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

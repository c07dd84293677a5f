import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { openStreamStore, type StreamStore } from "../../src/store/index.ts";
import { launchChromium } from "../chromium.ts";
import { openInspectorPage, type InspectorPage, type InspectorPageOptions } from "./inspector-page.ts";

export interface BrowserTest {
  readonly store: StreamStore;
  /** Opens the inspector on the test's store; it is closed after the test. */
  open(options?: InspectorPageOptions): Promise<InspectorPage>;
}

/** A browser for the file, and a store in memory for each test. */
export function useInspector(): BrowserTest {
  let browser: Browser;
  let store: StreamStore;
  let opened: InspectorPage[] = [];
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
    async open(options) {
      const page = await openInspectorPage(browser, store, options);
      opened.push(page);
      return page;
    },
  };
}

import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openStreamStore } from "../../src/store/index.ts";
import { launchChromium } from "../support/chromium.ts";
import { openInspectorPage, streamRow } from "../support/inspector/inspector-page.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

it("says that the connection was lost, and keeps showing the streams", async () => {
  const store = openStreamStore({ inMemory: true });
  await store.create("a");
  const { page, stopHost, close } = await openInspectorPage(browser, store);
  await streamRow(page, "a").waitFor();
  await stopHost();
  await page.getByRole("status").filter({ hasText: "Connection lost. Reconnecting…" }).waitFor();
  expect(await streamRow(page, "a").count()).toBe(1);
  await close();
  await store.close();
});

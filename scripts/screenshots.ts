/** `npm run screenshots`: the pictures of the inspector in docs/, from the real thing. */
import { join } from "node:path";
import type { Browser } from "playwright";
import { serveInspector } from "../src/cli/inspector-host.ts";
import { openStreamStore } from "../src/store/index.ts";
import { launchChromium } from "../test/chromium.ts";
import { createDemoStreams } from "./demo-streams.ts";

const docs = join(import.meta.dirname, "..", "docs");

const store = openStreamStore({ inMemory: true });
await createDemoStreams(store);
const host = await serveInspector(store);
const browser = await launchChromium();
try {
  for (const scheme of ["light", "dark"] as const) {
    await takeScreenshot(browser, host.url, scheme, join(docs, `inspector-${scheme}.png`));
  }
} finally {
  await browser.close();
  await host.close();
  await store.close();
}

async function takeScreenshot(
  browser: Browser,
  url: string,
  colorScheme: "light" | "dark",
  file: string,
): Promise<void> {
  const viewport = { width: 1540, height: 860 };
  const page = await browser.newPage({ colorScheme, viewport, deviceScaleFactor: 2 });
  await page.goto(url);
  await page.getByRole("row", { name: "orders/2026/berlin" }).click();
  await page.getByRole("listitem").nth(6).click();
  await page.getByRole("region", { name: "Message" }).getByText('"order.shipped"').waitFor();
  await page.mouse.move(0, 0);
  await page.screenshot({ path: file });
  await page.close();
  console.log(file);
}

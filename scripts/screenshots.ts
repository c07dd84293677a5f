/** `npm run screenshots`: takes the pictures of the inspector in docs/ from the running inspector. */
import { join } from "node:path";
import type { Browser, Page } from "playwright";
import sharp from "sharp";
import { serveInspector } from "../src/cli/inspector/host.ts";
import { launchChromium } from "../test/support/chromium.ts";
import { openDemoStore } from "./demo-streams.ts";

type Scheme = "light" | "dark";

const docs = join(import.meta.dirname, "..", "docs");

/** The views in order, each with the steps from the one before. */
const views: readonly (readonly [name: string, show: (page: Page) => Promise<void>])[] = [
  ["", showMessage],
  ["-table", showTable],
  ["-tree", showTree],
  ["-filter", showFilter],
  ["-append", showAppend],
  ["-delete", showDelete],
  ["-space", (page) => showView(page, "Space", "orders/2025/berlin")],
  ["-health", (page) => showView(page, "Health", "Open cursors by window")],
];

const store = await openDemoStore();
const host = await serveInspector(store);
const browser = await launchChromium();
try {
  for (const scheme of ["light", "dark"] as const) await takeScreenshots(browser, scheme);
} finally {
  await browser.close();
  await host.close();
  await store.close();
}

async function takeScreenshots(browser: Browser, colorScheme: Scheme): Promise<void> {
  const page = await browser.newPage({ colorScheme, viewport: { width: 1440, height: 900 } });
  await page.goto(host.url);
  for (const [name, show] of views) {
    await show(page);
    await page.mouse.move(0, 0);
    await page.waitForTimeout(300);
    const path = join(docs, `inspector${name}-${colorScheme}.png`);
    // 256 colours are enough here, at a third of the size.
    const { size } = await sharp(await page.screenshot())
      .png({ palette: true, effort: 10 })
      .toFile(path);
    console.log(`${path}: ${Math.round(size / 1000)} kB`);
  }
  await page.close();
}

async function showMessage(page: Page): Promise<void> {
  await page.getByRole("gridcell", { name: "orders/2026/berlin", exact: true }).click();
  await page.getByRole("slider", { name: "Messages over time" }).waitFor();
  await page.getByRole("listbox", { name: "Messages" }).getByRole("option").nth(6).click();
  await page.getByRole("treeitem", { name: '"order.shipped"' }).waitFor();
}

async function showTable(page: Page): Promise<void> {
  await page.getByRole("radio", { name: "Table" }).check();
  await page.getByRole("grid", { name: "Messages" }).getByRole("row").nth(4).click();
  await page.getByRole("button", { name: "Compare with previous" }).click();
  await page.getByRole("table", { name: "Changes" }).waitFor();
}

async function showTree(page: Page): Promise<void> {
  // The tree reveals the open stream.
  await page.getByRole("radio", { name: "Tree" }).check();
  await page.getByRole("gridcell", { name: "app/" }).click();
  await page.getByRole("gridcell", { name: "berlin-audit" }).click();
  await page.getByRole("button", { name: "Follow the tail" }).click();
  await page.getByText("Following").first().waitFor();
}

async function showFilter(page: Page): Promise<void> {
  await page.getByRole("radio", { name: "List" }).check();
  await page.getByRole("gridcell", { name: "orders/2025/berlin" }).click();
  await page.getByRole("combobox", { name: "Filter by" }).selectOption("JSON path");
  await page.getByRole("searchbox", { name: "Filter messages" }).fill("?@.total > 25000 && @.gift == true");
  await page.getByRole("button", { name: "Find", exact: true }).click();
  await page.getByText(/of 9,410 messages searched/).waitFor();
}

async function showAppend(page: Page): Promise<void> {
  await page.getByRole("gridcell", { name: "orders/2026/hamburg" }).click();
  await page.getByRole("button", { name: "Append…" }).click();
  await page
    .getByRole("textbox", { name: "Message (JSON)" })
    .fill('{ "type": "order.placed", "total": 12,90 }');
  await page.getByRole("button", { name: "Append", exact: true }).click();
  await page.getByRole("alert").waitFor();
}

async function showDelete(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Stream actions" }).click();
  await page.getByRole("menuitem", { name: "Delete…" }).click();
  await page.getByRole("textbox", { name: "Type the path to confirm" }).fill("orders/2026/berlin");
  await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("alert").waitFor();
}

async function showView(page: Page, name: string, text: string): Promise<void> {
  const cancel = page.getByRole("button", { name: "Cancel" });
  if (await cancel.isVisible()) await cancel.click();
  await page.getByRole("button", { name, exact: true }).click();
  await page.getByText(text).or(page.getByLabel(text)).first().waitFor();
}

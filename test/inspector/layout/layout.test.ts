import type { Locator, Page } from "playwright";
import { describe, expect, it } from "vitest";
import { useInspector } from "../../support/inspector/browser-test.ts";
import {
  chooseColumns,
  messageRows,
  openContent,
  openStream,
  streamRow,
} from "../../support/inspector/inspector-page.ts";

const inspector = useInspector();
const json = "application/json";
const sizes = [
  { width: 900, height: 600 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];
const boxOf = async (element: Locator) => (await element.boundingBox())!;
const columns = async (page: Page) =>
  (await page.getByRole("columnheader").allInnerTexts()).map((label) => label.replace(/ [↑↓]/, ""));

/** The sides on which an element can be scrolled. */
function scrollable(element: Locator): Promise<{ x: boolean; y: boolean }> {
  return element.evaluate(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => ({
    x: scrollWidth > clientWidth,
    y: scrollHeight > clientHeight,
  }));
}

describe.each(sizes)("in a window of $width × $height", (viewport) => {
  it("the list takes a third at most, without scrollbars and cut columns", async () => {
    for (const path of ["orders/2026/berlin", "orders/2026/hamburg"])
      await inspector.store.create(path, { contentType: json, data: [{ total: 1 }] });
    const { page } = await inspector.open({ viewport });
    await openStream(page, "orders/2026/berlin");
    const list = await boxOf(page.getByRole("region", { name: "Streams" }));
    expect(list.width / viewport.width).toBeLessThan(0.34);
    expect(await scrollable(page.locator("stream-grid .scroller"))).toEqual({ x: false, y: false });
    const headers = page.getByRole("columnheader");
    for (const header of await headers.all()) {
      const { x, width } = await boxOf(header);
      expect(x + width).toBeLessThanOrEqual(list.x + list.width);
    }
    // Nothing expires, is forked or closed.
    for (const empty of ["Expires in", "Forks", "State", "Subs"])
      expect(await columns(page)).not.toContain(empty);
    // A short offset leaves the room to the content.
    const row = messageRows(page).first();
    const content = await boxOf(row.locator(".content"));
    expect(content.width / (await boxOf(row)).width).toBeGreaterThan(0.6);
    expect(await row.locator(".offset").innerText()).toBe("1");
    const { messages } = await inspector.store.read("orders/2026/berlin");
    expect(await row.locator(".offset").getAttribute("title")).toBe(messages[0]!.offset);
  });

  it("an open message and the list keep their room", async () => {
    const data = Array.from({ length: 100 }, (_, id) => ({ id, text: "x".repeat(2000) }));
    await inspector.store.create("s", { contentType: json, data });
    const { page } = await inspector.open({ viewport });
    await openStream(page, "s");
    await messageRows(page).first().click();
    await openContent(page).waitFor();
    const splitter = page.getByRole("separator", { name: "Resize message" });
    for (const key of ["ArrowDown", "ArrowUp"]) {
      for (let i = 0; i < 20; i++) await splitter.press(key);
      expect((await boxOf(openContent(page))).height).toBeGreaterThan(80);
      expect((await boxOf(page.getByRole("listbox", { name: "Messages" }))).height).toBeGreaterThan(70);
    }
  });
});

describe("the chart", () => {
  it("collapses where there is little room, and comes back", async () => {
    await inspector.store.create("s", { contentType: json, data: [1, 2, 3] });
    const { page } = await inspector.open({ viewport: { width: 1280, height: 800 } });
    await openStream(page, "s");
    const chart = page.getByRole("slider", { name: "Messages over time" });
    await chart.waitFor();
    await page.setViewportSize({ width: 1280, height: 560 });
    await chart.waitFor({ state: "detached" });
    await page.setViewportSize({ width: 1280, height: 800 });
    await chart.waitFor();
    await page.setViewportSize({ width: 1280, height: 700 });
    await chart.waitFor();
    await messageRows(page).first().click();
    await chart.waitFor({ state: "detached" });
    // What the user chooses holds.
    await page.getByText("Activity").click();
    await chart.waitFor();
    await page.setViewportSize({ width: 1280, height: 600 });
    await chart.waitFor();
  });

  it("leaves an open message its content after any resize", async () => {
    await inspector.store.create("s", { contentType: json, data: [{ a: 1 }] });
    const { page } = await inspector.open({ viewport: { width: 1280, height: 800 } });
    await openStream(page, "s");
    await messageRows(page).first().click();
    await openContent(page).waitFor();
    for (const height of [700, 500, 420, 360, 900]) {
      await page.setViewportSize({ width: 900, height });
      await expect.poll(async () => (await boxOf(openContent(page))).height).toBeGreaterThan(40);
    }
  });
});

describe("the columns of the list", () => {
  it("are hidden while they are empty, and chosen by the user", async () => {
    const { store } = inspector;
    await store.create("a", { contentType: json, data: [1] });
    const { page } = await inspector.open({ viewport: { width: 1920, height: 1080 } });
    await streamRow(page, "a").waitFor();
    await expect.poll(() => columns(page)).not.toContain("Expires in");
    await store.create("b", { contentType: json, ttlSeconds: 3600 });
    await expect.poll(() => columns(page)).toContain("Expires in");
    await chooseColumns(page, "All");
    await expect.poll(async () => (await columns(page)).length).toBe(11);
    expect(await scrollable(page.locator("stream-grid .scroller"))).toEqual({ x: true, y: false });
    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("checkbox", { name: "Messages" }).uncheck();
    await expect.poll(() => columns(page)).not.toContain("Messages");
    await page.reload();
    await expect.poll(async () => (await columns(page)).length).toBe(10);
    await chooseColumns(page, "Automatic");
    await expect.poll(async () => (await columns(page)).length).toBeLessThan(10);
    expect(await scrollable(page.locator("stream-grid .scroller"))).toEqual({ x: false, y: false });
  });

  it("are resized by dragging their edge, which is kept", async () => {
    await inspector.store.create("a", { contentType: json, data: [1] });
    const { page } = await inspector.open();
    const header = page.getByRole("columnheader", { name: "Messages" });
    await header.waitFor();
    const before = await boxOf(header);
    await page.mouse.move(before.x + 2, before.y + 10);
    await page.mouse.down();
    await page.mouse.move(before.x - 38, before.y + 10, { steps: 4 });
    await page.mouse.up();
    const wider = async () => (await boxOf(header)).width - before.width;
    await expect.poll(wider).toBeCloseTo(40, -1);
    await page.reload();
    await expect.poll(wider).toBeCloseTo(40, -1);
    await header.locator(".edge").dblclick();
    await expect.poll(wider).toBe(0);
  });
});

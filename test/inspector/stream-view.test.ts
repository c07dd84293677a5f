import type { Page } from "playwright";
import { describe, expect, it } from "vitest";
import { inElectron, useInspector } from "../support/inspector/browser-test.ts";
import {
  contents,
  drawnContents,
  messageRows as rows,
  openContent,
  openStream,
} from "../support/inspector/inspector-page.ts";

const inspector = useInspector();
const json = "application/json";

const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, i) => from + i);
const row = (page: Page, content: string | RegExp) =>
  rows(page).filter({ has: page.getByText(content, { exact: true }) });

/** A time after all previous appends, and before all later ones. */
async function clockTick(): Promise<Date> {
  const before = Date.now();
  await expect.poll(() => Date.now()).toBeGreaterThan(before + 1);
  const between = new Date();
  await expect.poll(() => Date.now()).toBeGreaterThan(between.getTime());
  return between;
}

/** Turns the wheel over the list, until it stands still; the list itself is far taller than what is in view of it. */
async function scroll(page: Page, pixels: number): Promise<void> {
  const list = page.getByRole("listbox", { name: "Messages" });
  const scroller = page.locator("message-list .scroller");
  const section = (await list.boundingBox())!;
  const end = await scroller.evaluate(
    ({ scrollTop, scrollHeight, clientHeight }, by) =>
      Math.max(0, Math.min(scrollTop + by, scrollHeight - clientHeight)),
    pixels,
  );
  await page.mouse.move(section.x + section.width / 2, section.y + section.height / 2);
  await page.mouse.wheel(0, pixels);
  await expect.poll(() => scroller.evaluate(({ scrollTop }) => scrollTop)).toBe(end);
}

describe("the messages of a stream", () => {
  it("are listed with their offsets and contents", async () => {
    await inspector.store.create("orders", { contentType: json, data: [{ id: 1 }, "two", [3, null]] });
    const { page } = await inspector.open();
    await openStream(page, "orders");
    await expect.poll(() => contents(page)).toEqual(['{"id": 1}', '"two"', "[3, null]"]);
    const { messages } = await inspector.store.read("orders");
    expect(await rows(page).locator(".offset").allTextContents()).toEqual(
      messages.map((message) => message.offset),
    );
    expect(await rows(page).first().getAttribute("aria-setsize")).toBe("3");
  });

  it("are read as the list is scrolled, up to the last one", async () => {
    await inspector.store.create("n", { contentType: json, data: numbers(3000) });
    const { page } = await inspector.open();
    await openStream(page, "n");
    await row(page, "0").click();
    for (const _ of numbers(3)) await page.keyboard.press("PageDown");
    await page.keyboard.press("End");
    await row(page, "2999").waitFor();
    await page.keyboard.press("Home");
    await row(page, "0").waitFor();
    expect(await rows(page).count()).toBeLessThan(100);
  });

  it("start at a given offset", async () => {
    await inspector.store.create("n", { contentType: json, data: numbers(2000) });
    const { page } = await inspector.open();
    await openStream(page, "n");
    const { messages } = await inspector.store.read("n", { limitMessages: 1500 });
    await page.getByRole("textbox", { name: "Go to offset or time" }).fill(messages.at(-1)!.offset);
    await page.keyboard.press("Enter");
    await row(page, "1500").waitFor();
    await page.getByRole("button", { name: "Go to start" }).click();
    await row(page, "0").waitFor();
  });

  it("are followed at the tail, even 20,000 at once; scrolling up pauses", async () => {
    const { store } = inspector;
    await store.create("n", { contentType: json, data: numbers(500) });
    const { page } = await inspector.open();
    await openStream(page, "n");
    const follow = page.getByRole("button", { name: "Follow the tail" });
    await row(page, "0").waitFor();
    await page.keyboard.press("f");
    await row(page, "499").waitFor();
    expect(await follow.getAttribute("aria-pressed")).toBe("true");
    await store.append("n", numbers(20_000, 500));
    await row(page, "20499").waitFor();

    await scroll(page, -600);
    await expect.poll(() => follow.getAttribute("aria-pressed")).toBe("false");
    const before = await drawnContents(page);
    await store.append("n", numbers(1234, 20_500));
    const newer = page.getByRole("button", { name: "1,234 new" });
    await newer.waitFor();
    expect(await drawnContents(page)).toEqual(before);
    await newer.click();
    await row(page, "21733").waitFor();
    expect(await follow.getAttribute("aria-pressed")).toBe("true");
  });

  it("are followed again when the list is scrolled back to the tail", async () => {
    await inspector.store.create("n", { contentType: json, data: numbers(500) });
    const { page } = await inspector.open();
    await openStream(page, "n");
    await row(page, "0").waitFor();
    await page.keyboard.press("f");
    await row(page, "499").waitFor();
    await scroll(page, -600);
    await page.getByRole("status").filter({ hasText: "Paused" }).waitFor();
    await scroll(page, 5000);
    await page.getByRole("status").filter({ hasText: "Following" }).waitFor();
  });

  it("stay in place while others are appended", async () => {
    await inspector.store.create("n", { contentType: json, data: numbers(200) });
    const { page } = await inspector.open();
    await openStream(page, "n");
    await row(page, "0").waitFor();
    await inspector.store.append("n", numbers(300, 200));
    await page.getByText("500 messages").first().waitFor();
    expect(await row(page, "0").count()).toBe(1);
  });

  it("start at a given time", async () => {
    await inspector.store.create("n", { contentType: json, data: numbers(300) });
    const between = await clockTick();
    await inspector.store.append("n", numbers(300, 300));
    const { page } = await inspector.open();
    await openStream(page, "n");
    await page.getByRole("textbox", { name: "Go to offset or time" }).fill(between.toISOString());
    await page.keyboard.press("Enter");
    await row(page, "300").waitFor();
    await page.getByRole("button", { name: "Go to end" }).click();
    await row(page, "599").waitFor();
  });

  it("stay visible while following is paused, even when retention drops them", async () => {
    const { store } = inspector;
    await store.create("n", { contentType: json, retention: { maxMessages: 300 }, data: numbers(300) });
    const { page } = await inspector.open();
    await openStream(page, "n");
    await row(page, "0").waitFor();
    await page.keyboard.press("f");
    await row(page, "299").waitFor();
    await scroll(page, -600);
    await page.getByRole("status").filter({ hasText: "Paused" }).waitFor();
    const before = await drawnContents(page);
    await store.append("n", numbers(1000, 300));
    await page.getByRole("button", { name: "1,000 new" }).waitFor();
    expect(await drawnContents(page)).toEqual(before);
  });

  it("appear as they are appended to an empty stream", async () => {
    await inspector.store.create("empty", { contentType: "text/plain" });
    const { page } = await inspector.open();
    await openStream(page, "empty");
    await page.getByText("No messages").waitFor();
    await inspector.store.append("empty", "here");
    await row(page, "here").waitFor();
  });
});

describe("a message", () => {
  it("is shown as a tree that collapses, as text and as hex", async () => {
    await inspector.store.create("m", { contentType: json, data: [{ a: [1, "é"] }] });
    const { page } = await inspector.open();
    await openStream(page, "m");
    await rows(page).first().click();
    const tree = page.getByRole("tree", { name: "Content of the message" });
    const lines = tree.getByRole("treeitem");
    await expect.poll(() => lines.count()).toBe(4);
    expect(await lines.nth(1).getAttribute("aria-expanded")).toBe("true");
    await tree.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => lines.count()).toBe(2);
    await tree.getByText("2 items").waitFor();
    await page.getByRole("radio", { name: "Text" }).check();
    await expect.poll(() => openContent(page).innerText()).toBe('{"a":[1,"é"]}');
    await page.getByRole("radio", { name: "Hex" }).check();
    await expect
      .poll(() => openContent(page).innerText())
      .toBe('00000000  7b 22 61 22 3a 5b 31 2c 22 c3 a9 22 5d 7d        {"a":[1,".."]}');
  });

  it("is copied unchanged", async () => {
    await inspector.store.create("m", { contentType: "text/plain", data: "<b>one</b>" });
    const { page } = await inspector.open(inElectron ? {} : { permissions: ["clipboard-write"] });
    await openStream(page, "m");
    await rows(page).first().click();
    await page.getByRole("button", { name: "Copy content" }).click();
    await page.getByRole("status").filter({ hasText: "Copied" }).waitFor();
    const query = page.getByRole("searchbox", { name: "Filter messages" });
    await query.focus();
    await page.keyboard.press("ControlOrMeta+V");
    await expect.poll(() => query.inputValue()).toBe("<b>one</b>");
  });

  it.each([
    ["binary data as hex", new Uint8Array([0x00, 0xff, 0x61, 0xc3]), "00ff61c3", "Copied as hex"],
    ["text with a NUL as hex", new Uint8Array([0x61, 0x00, 0x62]), "610062", "Copied as hex"],
    ["text beyond ASCII as text", "Größe 漢字 😀", "Größe 漢字 😀", "Copied"],
  ])("is copied without a loss: %s", async (_, data, copied, status) => {
    await inspector.store.create("m", { data });
    const { page } = await inspector.open(inElectron ? {} : { permissions: ["clipboard-write"] });
    await openStream(page, "m");
    await rows(page).first().click();
    await page.getByRole("button", { name: "Copy content" }).click();
    await page.getByRole("status").filter({ hasText: status }).waitFor();
    const query = page.getByRole("searchbox", { name: "Filter messages" });
    await query.focus();
    await page.keyboard.press("ControlOrMeta+V");
    await expect.poll(() => query.inputValue()).toBe(copied);
  });

  it("can be maximized over the list", async () => {
    await inspector.store.create("m", { contentType: "text/plain", data: ["one", "two"] });
    const { page } = await inspector.open();
    await openStream(page, "m");
    await row(page, "one").click();
    await page.getByRole("button", { name: "Maximize message" }).click();
    await expect.poll(() => rows(page).first().isVisible()).toBe(false);
    await page.getByRole("button", { name: "Close message" }).click();
    await rows(page).first().waitFor();
  });

  it("is first shown in the view of its content type", async () => {
    const { store } = inspector;
    await store.create("bytes", { data: Uint8Array.of(0, 255, 65) });
    await store.create("text", { contentType: "text/plain", data: "plain" });
    const { page } = await inspector.open();
    await openStream(page, "bytes");
    await rows(page).filter({ hasText: "00 ff 41" }).waitFor();
    await openStream(page, "text");
    await row(page, "plain").waitFor();
    expect(await page.getByRole("radio", { name: "Text" }).isChecked()).toBe(true);
  });

  it("is opened, closed and changed with the keyboard", async () => {
    await inspector.store.create("m", { contentType: "text/plain", data: ["one", "two"] });
    const { page } = await inspector.open();
    await openStream(page, "m");
    await row(page, "one").waitFor();
    await page.keyboard.press("m");
    await page.keyboard.press("Enter");
    const content = openContent(page);
    await expect.poll(() => content.innerText()).toBe("one");
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => content.innerText()).toBe("two");
    expect(await row(page, "two").getAttribute("aria-selected")).toBe("true");
    await page.keyboard.press("Escape");
    await content.waitFor({ state: "detached" });
  });

  it("shows its beginning if it is huge, and all of it on request", async () => {
    const size = 10 * 1024 * 1024;
    await inspector.store.create("m", { contentType: "text/plain", data: `${"x".repeat(size - 3)}END` });
    const { page } = await inspector.open();
    await openStream(page, "m");
    await rows(page).first().click();
    const content = openContent(page);
    const shown = () => content.evaluate((node) => node.textContent.trim().length);
    await expect.poll(shown).toBe(65_536);
    await page.getByRole("button", { name: "Load all 10.5 MB" }).click();
    await expect.poll(shown).toBe(size);
    expect(await content.evaluate((node) => node.textContent.trim().endsWith("END"))).toBe(true);
  });
});

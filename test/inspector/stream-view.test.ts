import type { Page } from "playwright";
import { describe, expect, it } from "vitest";
import { useInspector } from "./browser-test.ts";
import { openStream } from "./inspector-page.ts";

const inspector = useInspector();
const json = "application/json";

const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, i) => from + i);
const rows = (page: Page) => page.getByRole("list", { name: "Messages" }).getByRole("listitem");
const row = (page: Page, content: string | RegExp) =>
  rows(page).filter({ has: page.getByText(content, { exact: true }) });

/** The contents in view, from the top. */
async function contents(page: Page): Promise<string[]> {
  return rows(page).locator(".content").allInnerTexts();
}

/** Turns the wheel over the list; the list itself is far taller than what is in view of it. */
async function scroll(page: Page, pixels: number): Promise<void> {
  const section = (await page.getByRole("region", { name: "Stream", exact: true }).boundingBox())!;
  await page.mouse.move(section.x + section.width / 2, section.y + section.height / 2);
  await page.mouse.wheel(0, pixels);
}

describe("the messages of a stream", () => {
  it("are a list with offset and content", async () => {
    await inspector.store.create("orders", { contentType: json, data: [{ id: 1 }, "two", [3, null]] });
    const { page } = await inspector.open();
    await openStream(page, "orders");
    await expect.poll(() => contents(page)).toEqual(['{"id": 1}', '"two"', "[3, null]"]);
    const { messages } = await inspector.store.read("orders");
    expect(await rows(page).locator(".offset").allInnerTexts()).toEqual(
      messages.map((message) => message.offset),
    );
    expect(await rows(page).first().getAttribute("aria-setsize")).toBe("3");
  });

  it("are read on as the list is scrolled, up to the last", async () => {
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

  it("start where an offset says", async () => {
    await inspector.store.create("n", { contentType: json, data: numbers(2000) });
    const { page } = await inspector.open();
    await openStream(page, "n");
    const { messages } = await inspector.store.read("n", { limitMessages: 1500 });
    await page.getByRole("textbox", { name: "From an offset" }).fill(messages.at(-1)!.offset);
    await page.keyboard.press("Enter");
    await row(page, "1500").waitFor();
    await page.getByRole("button", { name: "From the start" }).click();
    await row(page, "0").waitFor();
  });

  it("are followed at the tail, also through 20,000 at once; scrolling up pauses", async () => {
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
    const before = await contents(page);
    await store.append("n", numbers(1234, 20_500));
    const newer = page.getByRole("button", { name: "1,234 new" });
    await newer.waitFor();
    expect(await contents(page)).toEqual(before);
    await newer.click();
    await row(page, "21733").waitFor();
    expect(await follow.getAttribute("aria-pressed")).toBe("true");
  });

  it("are followed further when the list is scrolled back down", async () => {
    await inspector.store.create("n", { contentType: json, data: numbers(500) });
    const { page } = await inspector.open();
    await openStream(page, "n");
    await row(page, "0").waitFor();
    await page.keyboard.press("f");
    await row(page, "499").waitFor();
    await scroll(page, -600);
    await page.getByText("Paused").waitFor();
    await scroll(page, 5000);
    await page.getByText("Following").waitFor();
  });

  it("stay where they are while others are appended", async () => {
    await inspector.store.create("n", { contentType: json, data: numbers(200) });
    const { page } = await inspector.open();
    await openStream(page, "n");
    await row(page, "0").waitFor();
    await inspector.store.append("n", numbers(300, 200));
    await page.getByText("500 messages").first().waitFor();
    expect(await row(page, "0").count()).toBe(1);
  });

  it("say when there are none, and come when they come", async () => {
    await inspector.store.create("empty", { contentType: "text/plain" });
    const { page } = await inspector.open();
    await openStream(page, "empty");
    await page.getByText("No messages").waitFor();
    await inspector.store.append("empty", "here");
    await row(page, "here").waitFor();
  });
});

describe("a message", () => {
  it("is shown in full as JSON, text and hex", async () => {
    await inspector.store.create("m", { contentType: json, data: [{ a: [1, "é"] }] });
    const { page } = await inspector.open();
    await openStream(page, "m");
    await rows(page).first().click();
    const content = page
      .getByRole("region", { name: "Message" })
      .getByRole("group", { name: "Content of the message" });
    await expect.poll(() => content.innerText()).toBe('{\n  "a": [\n    1,\n    "é"\n  ]\n}');
    await page.getByRole("radio", { name: "Text" }).check();
    await expect.poll(() => content.innerText()).toBe('{"a":[1,"é"]}');
    await page.getByRole("radio", { name: "Hex" }).check();
    await expect
      .poll(() => content.innerText())
      .toBe('00000000  7b 22 61 22 3a 5b 31 2c 22 c3 a9 22 5d 7d        {"a":[1,".."]}');
    await page.keyboard.press("Escape");
  });

  it("begins as its stream's type says", async () => {
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

  it("is opened and closed with the keyboard, and followed by the arrows", async () => {
    await inspector.store.create("m", { contentType: "text/plain", data: ["one", "two"] });
    const { page } = await inspector.open();
    await openStream(page, "m");
    await row(page, "one").focus();
    await page.keyboard.press("Enter");
    const content = page.getByRole("group", { name: "Content of the message" });
    await expect.poll(() => content.innerText()).toBe("one");
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => content.innerText()).toBe("two");
    expect(await row(page, "two").getAttribute("aria-current")).toBe("true");
    await page.keyboard.press("Escape");
    await content.waitFor({ state: "detached" });
  });

  it("that is huge shows its beginning, and all of it when asked", async () => {
    await inspector.store.create("m", { contentType: "text/plain", data: `${"x".repeat(1_000_000)}END` });
    const { page } = await inspector.open();
    await openStream(page, "m");
    await rows(page).first().click();
    const content = page.getByRole("group", { name: "Content of the message" });
    await expect.poll(async () => (await content.textContent())!.replace(/[^x]/g, "").length).toBe(65_536);
    await page.getByRole("button", { name: "Show all 1 MB" }).click();
    await expect.poll(async () => (await content.textContent())!.trim().endsWith("END")).toBe(true);
  });
});

describe("a stream", () => {
  it("says what it is", async () => {
    await inspector.store.create("s", {
      contentType: json,
      ttlSeconds: 3600,
      retention: { maxMessages: 10 },
      data: numbers(25),
    });
    const { page } = await inspector.open();
    await openStream(page, "s");
    const facts = page.getByRole("region", { name: "Stream", exact: true });
    await facts.getByText("10 messages").first().waitFor();
    expect(await facts.locator("dl").innerText()).toMatch(/TTL\s+1 h/);
    await page.getByText("10 messages, 15 before them not kept").waitFor();
  });

  it("shows that it is closed", async () => {
    await inspector.store.create("s", { data: "x" });
    const { page } = await inspector.open();
    await openStream(page, "s");
    await inspector.store.closeStream("s");
    await expect.poll(() => page.locator("dl").innerText()).toMatch(/State\s+closed/);
  });

  it("that is deleted says so in place, and is looked for again", async () => {
    await inspector.store.create("s", { contentType: "text/plain", data: "old" });
    const { page } = await inspector.open();
    await openStream(page, "s");
    await row(page, "old").waitFor();
    await inspector.store.delete("s");
    await page.getByRole("alert").filter({ hasText: "This stream is not there any more" }).waitFor();
    await inspector.store.create("s", { contentType: "text/plain", data: "new" });
    await page.getByRole("button", { name: "Look again" }).click();
    await row(page, "new").waitFor();
  });

  it("refuses an offset that is not kept any more, and offers the start", async () => {
    await inspector.store.create("s", {
      contentType: json,
      retention: { maxMessages: 10 },
      data: numbers(25),
    });
    const { page } = await inspector.open();
    await openStream(page, "s");
    await row(page, "15").waitFor();
    await page.getByRole("textbox", { name: "From an offset" }).fill("3");
    await page.getByRole("button", { name: "Go", exact: true }).click();
    const alert = page.getByRole("alert").filter({ hasText: "not kept any more" });
    await alert.getByRole("button", { name: "Go to the start" }).click();
    await alert.waitFor({ state: "detached" });
    await row(page, "15").waitFor();
  });

  it("refuses what is no offset", async () => {
    await inspector.store.create("s", { data: "x" });
    const { page } = await inspector.open();
    await openStream(page, "s");
    await page.getByRole("textbox", { name: "From an offset" }).fill("yesterday");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "offset must be" }).waitFor();
  });
});

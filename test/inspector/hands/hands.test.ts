import { describe, expect, it } from "vitest";
import { inElectron, useInspector } from "../../support/inspector/browser-test.ts";
import { button, messageRows, openContent, openStream } from "../../support/inspector/inspector-page.ts";

const inspector = useInspector();
const text = "text/plain";
const options = inElectron ? {} : { permissions: ["clipboard-write"] };

describe("selected messages", () => {
  it("are selected with Shift and not as text, copied with Ctrl+C, and released with Escape", async () => {
    await inspector.store.create("s", {
      contentType: text,
      data: ["one\n", "two\n", "x".repeat(70_000), "four"],
    });
    const { page } = await inspector.open(options);
    await openStream(page, "s");
    await messageRows(page).nth(1).click();
    await messageRows(page)
      .nth(3)
      .click({ modifiers: ["Shift"] });
    await page.getByText("3 selected").waitFor();
    expect(await page.evaluate(() => String(getSelection()))).toBe("");
    await page.keyboard.press("ControlOrMeta+c");
    await page.getByRole("status").filter({ hasText: "Copied 3 messages" }).waitFor();
    await page.getByRole("button", { name: "Append…" }).click();
    const field = page.getByRole("dialog").getByRole("textbox").first();
    await field.fill("");
    await page.keyboard.press("ControlOrMeta+v");
    await expect.poll(() => field.inputValue()).toBe(`two\n${"x".repeat(70_000)}\nfour`);
    await button(page.getByRole("dialog"), "Cancel").click();
    await page.getByRole("listbox", { name: "Messages" }).focus();
    await page.keyboard.press("Escape");
    await page.getByText("3 selected").waitFor({ state: "detached" });
    await openContent(page).waitFor();
    await page.keyboard.press("Escape");
    await openContent(page).waitFor({ state: "detached" });
  });

  it("are exported from the bar that counts them, also among the matches of a filter", async () => {
    const data = Array.from({ length: 20 }, (_, i) => (i % 5 === 0 ? `needle ${i}` : `hay ${i}`));
    await inspector.store.create("s", { contentType: text, data });
    const { page } = await inspector.open();
    await openStream(page, "s");
    await page.getByRole("searchbox", { name: "Filter messages" }).fill("needle");
    await page.keyboard.press("Enter");
    await page.getByText("4 found").waitFor();
    await messageRows(page).nth(1).click();
    await messageRows(page)
      .nth(2)
      .click({ modifiers: ["Shift"] });
    await page.getByRole("button", { name: "Export…", exact: true }).click();
    const { text: saved } = await inspector.saved(page, () =>
      button(page.getByRole("dialog"), "Export").click(),
    );
    expect(saved).toBe('"needle 5"\n"needle 10"\n');
  });
});

describe("the keyboard", () => {
  it("closes the message with Escape, wherever the focus is", async () => {
    await inspector.store.create("s", { contentType: text, data: ["one"] });
    const { page } = await inspector.open();
    await openStream(page, "s");
    await messageRows(page).first().click();
    await page.getByRole("button", { name: "Go to end" }).focus();
    await page.keyboard.press("Escape");
    await openContent(page).waitFor({ state: "detached" });
  });
});

describe("a created stream", () => {
  it("is opened", async () => {
    const { page } = await inspector.open();
    await page.getByText("No streams yet").waitFor();
    await page.getByRole("button", { name: "Create stream" }).click();
    await page.getByRole("dialog").getByRole("textbox", { name: "Path" }).fill("made/here");
    await button(page.getByRole("dialog"), "Create").click();
    await page.getByRole("heading", { name: "made/here", exact: true }).waitFor();
    await page.getByText("Messages appear here as they are appended.").waitFor();
  });
});

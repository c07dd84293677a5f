import type { Page } from "playwright";
import { describe, expect, it } from "vitest";
import { useInspector } from "../../support/inspector/browser-test.ts";
import { messageRows, openContent, openStream } from "../../support/inspector/inspector-page.ts";

const inspector = useInspector();
const json = "application/json";
const text = "text/plain";
const escaped = new TextEncoder().encode(String.raw`[{"fill":"${"x".repeat(400)}","city":"Z\u00fcrich"}]`);
const query = (page: Page) => page.getByRole("searchbox", { name: "Filter messages" });

/** The marked texts that are in sight: within their row and the view. */
function marksInSight(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const marks = [...(CSS.highlights.get("streams-inspector-found") ?? [])] as Range[];
    return marks
      .filter((mark) => {
        const { left, right, top, bottom } = mark.getBoundingClientRect();
        const box = mark.startContainer
          .parentElement!.closest(".content, .scroller")!
          .getBoundingClientRect();
        return left >= box.left && right <= box.right + 1 && bottom <= box.bottom && top >= box.top;
      })
      .map(String);
  });
}

async function find(page: Page, sought: string): Promise<void> {
  await query(page).fill(sought);
  await page.keyboard.press("Enter");
  await page.getByText(/messages searched/).waitFor();
}

describe("a match", () => {
  it.each([
    ["far into a line", text, `${"x".repeat(3000)} the needle is here`, "NEEDLE", "needle"],
    ["beyond the beginning of a huge message", text, `${"x".repeat(200_000)} needle`, "needle", "needle"],
    ["after characters that fold to others", text, `${"ß".repeat(300)} Straße 5`, "strasse", "Straße"],
    ["in JSON, with its escapes", json, escaped, "zürich", "Zürich"],
    [
      "across the tokens of JSON",
      json,
      [{ fill: "x".repeat(400), level: "error" }],
      '"level": "err',
      '"level": "err',
    ],
    ["at the beginning", text, "needle first", "needle", "needle"],
  ])("is marked and in sight in its row: %s", async (_, contentType, data, sought, marked) => {
    await inspector.store.create("s", { contentType, data });
    const { page } = await inspector.open({ viewport: { width: 900, height: 600 } });
    await openStream(page, "s");
    await find(page, sought);
    await expect.poll(() => marksInSight(page)).toEqual([marked]);
  });

  it("is marked and scrolled to in the open message", async () => {
    await inspector.store.create("t", { contentType: text, data: `${"line\n".repeat(2000)}needle\n` });
    await inspector.store.create("j", {
      contentType: json,
      data: [{ many: Array.from({ length: 500 }, (_, i) => ({ i, name: `item ${i}` })) }],
    });
    const { page } = await inspector.open();
    for (const [path, sought] of [
      ["t", "needle"],
      ["j", "item 432"],
    ] as const) {
      await openStream(page, path);
      await find(page, sought);
      await messageRows(page).first().click();
      await openContent(page).waitFor();
      // Once in its row, and once in the open message.
      await expect.poll(() => marksInSight(page)).toEqual([sought, sought]);
    }
  });

  it("loses its mark with the filter", async () => {
    await inspector.store.create("s", { contentType: text, data: ["needle", "hay"] });
    const { page } = await inspector.open();
    await openStream(page, "s");
    await find(page, "needle");
    await expect.poll(() => marksInSight(page)).toEqual(["needle"]);
    await page.getByRole("button", { name: "Clear filter" }).click();
    await messageRows(page).filter({ hasText: "hay" }).waitFor();
    await expect.poll(() => marksInSight(page)).toEqual([]);
  });
});

describe("the matches of a filter", () => {
  const data = Array.from({ length: 500 }, (_, i) => (i % 100 === 50 ? `needle ${i}` : `hay ${i}`));
  const selected = (page: Page) => messageRows(page).and(page.locator("[aria-selected=true]"));

  it("are gone through by key, from the filter and from the list", async () => {
    await inspector.store.create("s", { contentType: text, data });
    const { page } = await inspector.open();
    await openStream(page, "s");
    await find(page, "needle");
    await page.getByText("5 found").waitFor();
    await page.keyboard.press("Enter");
    await messageRows(page).first().click();
    const content = openContent(page);
    await expect.poll(() => content.innerText()).toBe("needle 50");
    await page.keyboard.press("F3");
    await expect.poll(() => content.innerText()).toBe("needle 150");
    await page.keyboard.press("ControlOrMeta+g");
    await expect.poll(() => content.innerText()).toBe("needle 250");
    await page.keyboard.press("Shift+F3");
    await expect.poll(() => content.innerText()).toBe("needle 150");
    await query(page).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => content.innerText()).toBe("needle 250");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.press("F3");
    await page.getByRole("button", { name: "Next match" }).click();
    await expect.poll(() => content.innerText()).toBe("needle 350");
    expect(await selected(page).locator(".content").allInnerTexts()).toEqual(["needle 350"]);
  });

  it("stay selected when the filter is cleared", async () => {
    await inspector.store.create("s", { contentType: text, data });
    const { page } = await inspector.open();
    await openStream(page, "s");
    await find(page, "needle");
    await messageRows(page).nth(3).click();
    await expect.poll(() => openContent(page).innerText()).toBe("needle 350");
    await page.getByRole("button", { name: "Clear filter" }).click();
    await messageRows(page).filter({ hasText: "hay 349" }).waitFor();
    expect(await selected(page).locator(".content").allInnerTexts()).toEqual(["needle 350"]);
    expect(await openContent(page).innerText()).toBe("needle 350");
    await page.getByRole("listbox", { name: "Messages" }).focus();
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => openContent(page).innerText()).toBe("hay 351");
  });

  it("stay listed at their start and end; elsewhere the filter goes with its text", async () => {
    await inspector.store.create("s", { contentType: text, data });
    const { page } = await inspector.open();
    await openStream(page, "s");
    await find(page, "needle");
    for (const name of ["Go to end", "Go to start"]) {
      await page.getByRole("button", { name }).click();
      expect(await query(page).inputValue()).toBe("needle");
      await expect.poll(() => messageRows(page).count()).toBe(5);
    }
    await page.getByRole("textbox", { name: "Go to offset or time" }).fill("120");
    await page.keyboard.press("Enter");
    await messageRows(page).filter({ hasText: "hay 120" }).waitFor();
    await expect.poll(() => query(page).inputValue()).toBe("");
    await find(page, "needle");
    await page.getByRole("button", { name: "Follow the tail" }).click();
    await messageRows(page).filter({ hasText: "hay 499" }).waitFor();
    await expect.poll(() => query(page).inputValue()).toBe("");
  });

  it("opens the message of an offset", async () => {
    await inspector.store.create("s", { contentType: text, data });
    const { page } = await inspector.open();
    await openStream(page, "s");
    const { messages } = await inspector.store.read("s");
    await page.getByRole("textbox", { name: "Go to offset or time" }).fill(messages[333]!.offset);
    await page.keyboard.press("Enter");
    await expect.poll(() => openContent(page).innerText()).toBe("hay 333");
    await expect.poll(() => selected(page).locator(".content").allInnerTexts()).toEqual(["hay 333"]);
  });
});

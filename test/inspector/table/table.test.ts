import type { Locator, Page } from "playwright";
import { describe, expect, it } from "vitest";
import { useInspector } from "../../support/inspector/browser-test.ts";
import { focused, openContent, openStream } from "../../support/inspector/inspector-page.ts";
import { violations } from "../../support/inspector/violations.ts";

const inspector = useInspector();

async function openTable(data: unknown[], path = "s"): Promise<{ page: Page; table: Locator }> {
  await inspector.store.create(path, { contentType: "application/json", data });
  const { page } = await inspector.open();
  await openStream(page, path);
  await page.getByRole("radio", { name: "Table" }).check();
  const table = page.getByRole("grid", { name: "Messages" });
  await table.getByRole("row").nth(1).waitFor();
  return { page, table };
}

function heads(table: Locator): Promise<string[]> {
  return table.getByRole("columnheader").allInnerTexts();
}

/** The texts of a column, from top to bottom, without its head. */
async function column(table: Locator, label: string): Promise<string[]> {
  const at = (await heads(table)).findIndex((head) => head.startsWith(label));
  return table.locator(`tbody td:nth-child(${at + 1})`).allInnerTexts();
}

describe("the table of a JSON stream", () => {
  it("has a column for each key that occurs, and sorts the page by it", async () => {
    const { page, table } = await openTable([
      { id: 2, name: "two", tags: ["a", { b: 1 }] },
      { id: 10, name: "ten" },
      { id: 1, extra: null },
      "no object",
    ]);
    expect(await heads(table)).toEqual([
      "Offset",
      "Appended",
      "id",
      "name",
      "tags",
      "extra",
      "Value",
      "Size",
    ]);
    expect(await column(table, "tags")).toEqual(['["a", {"b": 1}]', "", "", ""]);
    expect(await column(table, "Value")).toEqual(["", "", "", "no object"]);
    const sort = table.getByRole("columnheader", { name: "id" }).getByRole("button");
    await sort.click();
    await expect.poll(() => column(table, "id")).toEqual(["1", "2", "10", ""]);
    await sort.click();
    await expect.poll(() => column(table, "id")).toEqual(["10", "2", "1", ""]);
    expect(await table.getByRole("columnheader", { name: "id" }).getAttribute("aria-sort")).toBe(
      "descending",
    );
    await sort.click();
    await expect.poll(() => column(table, "id")).toEqual(["2", "10", "1", ""]);
    expect(await violations(page)).toEqual([]);
  });

  it("shows the columns that the user chose, also after a reload", async () => {
    const { page, table } = await openTable([{ id: 1, name: "one", level: "info" }]);
    await page.locator("message-table").getByRole("button", { name: "Columns" }).click();
    await page.getByRole("checkbox", { name: "name" }).uncheck();
    await expect.poll(() => heads(table)).toEqual(["Offset", "Appended", "id", "level", "Size"]);
    await page.reload();
    await page.getByRole("radio", { name: "Table" }).check();
    await expect.poll(() => heads(table)).toEqual(["Offset", "Appended", "id", "level", "Size"]);
    await page.locator("message-table").getByRole("button", { name: "Columns" }).click();
    await page.locator("message-table").getByRole("button", { name: "Automatic" }).click();
    await expect.poll(() => heads(table)).toContain("name");
  });

  it("is read page by page, and opens messages by mouse and keyboard", async () => {
    const { page, table } = await openTable(Array.from({ length: 250 }, (_, n) => ({ n })));
    await page.getByText("1–100 of 250").waitFor();
    await page.getByRole("button", { name: "Next page" }).click();
    await page.getByText("101–200 of 250").waitFor();
    await table.getByRole("row").nth(1).click();
    await openContent(page).getByText("100", { exact: true }).waitFor();
    await page.keyboard.press("ArrowDown");
    await openContent(page).getByText("101", { exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await openContent(page).waitFor({ state: "detached" });
    expect(await focused(table).count()).toBe(1);
    await page.getByRole("button", { name: "Go to end" }).click();
    await page.getByText("151–250 of 250").waitFor();
    expect((await column(table, "n")).at(-1)).toBe("249");
    await page.getByRole("button", { name: "Previous page" }).click();
    await page.getByText("51–150 of 250").waitFor();
  });

  it("follows the tail, and pauses when a row is chosen", async () => {
    const { page, table } = await openTable(Array.from({ length: 120 }, (_, n) => ({ n })));
    await page.getByRole("button", { name: "Follow the tail" }).click();
    await page.getByText("21–120 of 120").waitFor();
    await inspector.store.append("s", { n: "new" });
    await table.getByRole("gridcell", { name: "new" }).waitFor();
    expect(await table.getByRole("gridcell", { name: "new" }).isVisible()).toBe(true);
    await table.getByRole("row").last().click();
    await page.getByText("Paused").waitFor();
  });

  it("shows the matches of a filter, and steps through them beyond the page", async () => {
    const data = Array.from({ length: 300 }, (_, n) => ({ n, text: n % 2 === 0 ? "needle" : "hay" }));
    const { page, table } = await openTable(data);
    await page.getByRole("searchbox", { name: "Filter messages" }).fill("needle");
    await page.keyboard.press("Enter");
    await page.getByText("1–100 of 150").waitFor();
    await expect.poll(async () => (await column(table, "n")).slice(0, 3)).toEqual(["0", "2", "4"]);
    await table.getByRole("row").last().click();
    await openContent(page).getByText("198", { exact: true }).waitFor();
    await page.keyboard.press("F3");
    await openContent(page).getByText("200", { exact: true }).waitFor();
    await page.getByText("101–150 of 150").waitFor();
  });

  it("says where a value may lie beyond what was read of its message, and shows keys as text", async () => {
    const { table } = await openTable([
      { "<b>key</b>\u202e": "<i>x</i>", long: "x".repeat(8000), last: 1 },
      { last: 2 },
    ]);
    expect(await heads(table)).toEqual(["Offset", "Appended", "<b>key</b>\\u202e", "long", "last", "Size"]);
    expect(await column(table, "last")).toEqual(["…", "2"]);
    expect(await column(table, "<b>key")).toEqual(["<i>x</i>", ""]);
  });

  it("is there for JSON alone", async () => {
    await inspector.store.create("t", { contentType: "text/plain", data: "one" });
    const { page } = await inspector.open();
    await openStream(page, "t");
    await page.getByRole("radio", { name: "Hex" }).waitFor();
    expect(await page.getByRole("radio", { name: "Table" }).count()).toBe(0);
  });
});

import { describe, expect, it } from "vitest";
import { useInspector } from "../support/inspector/browser-test.ts";
import { messageRows, openStream, streamRow } from "../support/inspector/inspector-page.ts";
import { violations } from "../support/inspector/violations.ts";

const inspector = useInspector();
describe.each(["light", "dark"] as const)("the inspector in %s mode", (colorScheme) => {
  it("passes axe in every view", async () => {
    const { store } = inspector;
    const { page, complaints } = await inspector.open({ colorScheme });
    await page.getByText("No streams yet").waitFor();
    expect(await violations(page)).toEqual([]);

    await store.create("closed", { contentType: "text/plain", closed: true, data: "x" });
    await store.create("json", {
      contentType: "application/json",
      ttlSeconds: 600,
      retention: { maxMessages: 50 },
      data: Array.from({ length: 300 }, (_, id) => ({ id, ok: true, none: null, text: "é" })),
    });
    await openStream(page, "json");
    await messageRows(page).first().click();
    await page.getByRole("region", { name: "Message" }).waitFor();
    expect(await violations(page)).toEqual([]);

    await messageRows(page)
      .nth(3)
      .click({ modifiers: ["Shift"] });
    await page.getByText("4 selected").waitFor();
    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("checkbox", { name: "Forks" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");

    await page.getByRole("radio", { name: "Hex" }).check();
    await page.getByRole("button", { name: "Follow the tail" }).click();
    await page.getByText("Following").first().waitFor();
    expect(await violations(page)).toEqual([]);

    await page.getByRole("textbox", { name: "Go to offset or time" }).fill("nowhere");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    expect(await violations(page)).toEqual([]);

    await page.getByRole("searchbox", { name: "Filter messages" }).fill("é");
    await page.keyboard.press("Enter");
    await page.getByText("50 of 50 messages searched").waitFor();
    expect(await violations(page)).toEqual([]);

    await page.getByRole("button", { name: "Append…" }).click();
    await page.getByRole("button", { name: "Append", exact: true }).click();
    await page.getByText("Not valid JSON").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Cancel" }).click();

    await page.getByRole("button", { name: "Stream actions" }).click();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");

    await page.getByRole("radio", { name: "Tree" }).check();
    await page.getByRole("treegrid").waitFor();
    expect(await violations(page)).toEqual([]);

    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "Space" }).click();
    await page.getByRole("button", { name: /^json/ }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Health" }).click();
    await page.getByRole("table", { name: "Open cursors by window" }).waitFor();
    expect(await violations(page)).toEqual([]);

    await page.getByRole("button", { name: "Streams" }).click();
    await store.delete("json");
    await page.getByRole("button", { name: "Retry" }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it.each([
    { width: 900, height: 600 },
    { width: 1920, height: 1080 },
  ])("passes axe at $width × $height: table, difference, space and health", async (viewport) => {
    const data = Array.from({ length: 120 }, (_, id) => ({
      id,
      state: id % 2 === 0 ? "on" : "off",
      of: [1],
    }));
    await inspector.store.create("json/a", { contentType: "application/json", data });
    const { page } = await inspector.open({ colorScheme, viewport });
    await openStream(page, "json/a");
    await page.getByRole("radio", { name: "Table" }).check();
    const row = page.getByRole("grid", { name: "Messages" }).getByRole("row").nth(2);
    await row.click();
    await page.getByRole("region", { name: "Message" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Compare with previous" }).click();
    await page.getByRole("table", { name: "Changes" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Import file into a new stream" }).click();
    await page.getByRole("dialog").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Space" }).click();
    await page.getByRole("table", { name: "Largest streams" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Health" }).click();
    await page.getByRole("table", { name: "Slowest operations" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Replication" }).click();
    expect(await violations(page)).toEqual([]);
  });

  it("passes axe in a window with room for one pane", async () => {
    await inspector.store.create("text", { contentType: "text/plain", data: ["one", "two"] });
    const { page } = await inspector.open({
      colorScheme,
      viewport: { width: 640, height: 400 },
      deviceScaleFactor: 2,
    });
    await streamRow(page, "text").waitFor();
    expect(await violations(page)).toEqual([]);
    await openStream(page, "text");
    await messageRows(page).first().click();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "‹ Streams" }).click();
    await streamRow(page, "text").waitFor();
  });
});

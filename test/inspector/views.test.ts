import { describe, expect, it } from "vitest";
import { useInspector } from "../support/inspector/browser-test.ts";
import { focused, messageRows, openStream, streamRow } from "../support/inspector/inspector-page.ts";

const inspector = useInspector();
const json = "application/json";

describe("filters", () => {
  it("find text and JSON paths in the main process, and are saved", async () => {
    await inspector.store.create("s", {
      contentType: json,
      data: Array.from({ length: 2000 }, (_, n) => ({ n, level: n % 100 === 7 ? "error" : "info" })),
    });
    const { page } = await inspector.open();
    await openStream(page, "s");
    await page.keyboard.press("s");
    await focused(page.getByRole("searchbox", { name: "Filter messages" })).waitFor();
    await page.keyboard.type("ERROR");
    await page.keyboard.press("Enter");
    await page.getByText("20 found, 2,000 of 2,000 messages searched").waitFor();
    expect(await messageRows(page).first().innerText()).toContain('"n": 7,');

    await page.getByRole("combobox", { name: "Filter by" }).selectOption("JSON path");
    const query = page.getByRole("searchbox", { name: "Filter messages" });
    await query.fill("?@.n > 1990 && @.level == 'info'");
    await page.getByRole("button", { name: "Save this filter" }).click();
    await query.press("Enter");
    await page.getByText("9 found").waitFor();
    await query.fill("?@.n >");
    await query.press("Enter");
    await page.getByRole("alert").waitFor();

    await page.reload();
    await openStream(page, "s");
    await page
      .getByRole("combobox", { name: "Saved filters" })
      .selectOption("?@.n > 1990 && @.level == 'info'");
    await page.getByText("9 found").waitFor();
    await page.getByRole("button", { name: "Clear the filter" }).click();
    await messageRows(page).filter({ hasText: '"n": 0,' }).waitFor();
  });

  it("are cancelled with what they have found", async () => {
    // A hundred matches are reported at once, of 2,000 messages that are searched in a step.
    const line = (n: number) => (n % 20 === 7 ? "here" : "not");
    const data = Array.from({ length: 6000 }, (_, n) => line(n));
    await inspector.store.create("s", { contentType: "text/plain", data });
    await inspector.hold("search");
    const { page } = await inspector.open();
    await openStream(page, "s");
    await page.getByRole("searchbox", { name: "Filter messages" }).fill("here");
    await page.keyboard.press("Enter");
    await page.getByRole("progressbar", { name: "Search progress" }).waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Find more" }).waitFor();
    await page.getByText("100 found, 2,000 of 6,000 messages searched").waitFor();
  });
});

describe("pictures", () => {
  it("show a stream's life, and lead to its messages", async () => {
    const { store } = inspector;
    await store.create("s", { contentType: json, data: [0, 1, 2] });
    await store.create("s-fork", { fork: { path: "s" } });
    const { page } = await inspector.open();
    await openStream(page, "s");
    const life = page.getByRole("list", { name: "Life of the stream" });
    await life.getByText("Created").waitFor();
    await page.getByRole("slider", { name: "Messages over time" }).focus();
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await messageRows(page).first().waitFor();
    await page.getByRole("button", { name: "s-fork" }).click();
    await page.getByRole("heading", { name: "s-fork" }).waitFor();
    await life.getByText("Forked").waitFor();
  });

  it("are a chart that is brushed to go to a time", async () => {
    const { store } = inspector;
    const batch = (first: number) => Array.from({ length: 500 }, (_, i) => first + i);
    const start = Date.now();
    await store.create("s", { contentType: json, data: batch(0) });
    await store.append("s", batch(500));
    // However long that took: the last messages come in the second half of the chart.
    const middle = Date.now();
    await expect.poll(() => Date.now()).toBeGreaterThan(middle + (middle - start) + 1000);
    await store.append("s", batch(1000));
    const { page } = await inspector.open();
    await openStream(page, "s");
    const chart = (await page.getByRole("slider", { name: "Messages over time" }).boundingBox())!;
    await page.mouse.move(chart.x + chart.width * 0.75, chart.y + 30);
    await page.mouse.down();
    await page.mouse.move(chart.x + chart.width * 0.9, chart.y + 30, { steps: 4 });
    await page.mouse.up();
    await messageRows(page)
      .filter({ has: page.getByText("1000", { exact: true }) })
      .waitFor();
    expect(
      await messageRows(page)
        .filter({ has: page.getByText("0", { exact: true }) })
        .count(),
    ).toBe(0);
  });

  it("show which streams hold the bytes", async () => {
    await inspector.store.create("big/one", { data: new Uint8Array(9000) });
    await inspector.store.create("small", { data: new Uint8Array(1000) });
    const { page } = await inspector.open();
    await page.getByRole("button", { name: "Space" }).click();
    await page.getByText("10 kB in 2 streams").waitFor();
    await page.getByRole("button", { name: "one 9 kB, 90%: big/one" }).click();
    await page.getByRole("heading", { name: "big/one" }).waitFor();
  });
});

describe("health", () => {
  it("shows the store, cleans it up and checks it", async () => {
    await inspector.store.create("s", { data: new Uint8Array(100_000) });
    const { page } = await inspector.open();
    await streamRow(page, "s").waitFor();
    await page.keyboard.press("3");
    await page.getByRole("button", { name: "Clean up" }).click();
    await page.getByText(/Cleaned up in \d+ ms: 0 expired streams removed/).waitFor();
    await page.getByRole("button", { name: "Compact" }).click();
    await page.getByText(/Compacted in \d+ ms/).waitFor();
    await page.getByRole("button", { name: "Check the store" }).click();
    await page.getByText("Checked: no problem.").waitFor();
    await page.getByRole("table", { name: "Open cursors by window" }).getByText(inspector.label).waitFor();
    await inspector.store.append("s", "measured");
    await page.getByRole("row").filter({ hasText: "append" }).waitFor();
  });
});

describe("the inspector", () => {
  it("comes back where it was", async () => {
    await inspector.store.create("a/s", { contentType: json, data: [1] });
    const { page } = await inspector.open();
    await openStream(page, "a/s");
    await page.getByRole("radio", { name: "Tree" }).check();
    await page.reload();
    await page.getByRole("heading", { name: "a/s" }).waitFor();
    await page.getByRole("treegrid", { name: "Streams" }).waitFor();
    await page.keyboard.press("3");
    await page.reload();
    await page.getByRole("heading", { name: "Health" }).waitFor();
  });

  it("explains its keys", async () => {
    const { page } = await inspector.open();
    await page.getByText("No streams yet").waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard" }).getByText("Follow the tail, or stop").waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
  });

  it("violates nothing of its content security policy", async () => {
    await inspector.store.create("s", { contentType: json, data: [{ a: 1 }] });
    const { page, complaints } = await inspector.open();
    await openStream(page, "s");
    await page.getByRole("slider", { name: "Messages over time" }).waitFor();
    await messageRows(page).first().click();
    for (const view of ["Space", "Health"]) await page.getByRole("button", { name: view }).click();
    await page.getByText("Slowest operations").waitFor();
    expect(complaints).toEqual([]);
  });
});

import type { Page } from "playwright";
import { describe, expect, it } from "vitest";
import { useInspector } from "./browser-test.ts";
import { streamRow } from "./inspector-page.ts";

const inspector = useInspector();

/** The cells of a stream's row, in the order of the columns. */
async function cells(page: Page, path: string): Promise<string[]> {
  return streamRow(page, path).getByRole("gridcell").allInnerTexts();
}

const paths = (page: Page) => page.getByRole("grid", { name: "Streams" }).locator("td.path").allInnerTexts();

describe("the list of streams", () => {
  it("is a table with what there is to know", async () => {
    await inspector.store.create("orders", { contentType: "application/json; v=1", data: [1, 22] });
    const { page } = await inspector.open();
    const grid = page.getByRole("grid", { name: "Streams" });
    expect(await grid.getByRole("columnheader").allInnerTexts()).toEqual([
      "Path",
      "Type",
      "Messages",
      "Bytes",
      "Expires in",
      "State",
      "Tail offset",
    ]);
    const { tailOffset } = await inspector.store.head("orders");
    expect(await cells(page, "orders")).toEqual([
      "orders",
      "application/json",
      "2",
      "3 B",
      "never",
      "open",
      tailOffset,
    ]);
  });

  it("says what to do when it is empty", async () => {
    const { page } = await inspector.open();
    await page.getByText("No streams yet").waitFor();
    await inspector.store.create("first");
    await streamRow(page, "first").waitFor();
  });

  it("is live: streams come, grow, close and go", async () => {
    const { store } = inspector;
    const { page } = await inspector.open();
    await store.create("live", { contentType: "application/json" });
    await streamRow(page, "live").waitFor();
    await store.append(
      "live",
      Array.from({ length: 1500 }, () => 7),
    );
    await expect.poll(async () => (await cells(page, "live"))[2]).toBe("1,500");
    await store.closeStream("live");
    await expect.poll(async () => (await cells(page, "live"))[5]).toBe("closed");
    await store.delete("live");
    await page.getByText("No streams yet").waitFor();
  });

  it("counts down to the expiry", async () => {
    await inspector.store.create("ttl", { ttlSeconds: 3600 });
    const { page } = await inspector.open();
    const expiry = streamRow(page, "ttl").getByRole("gridcell").nth(4);
    const first = await expiry.innerText();
    expect(first).toMatch(/^59 min \d+ s$|^1 h$/);
    await expect.poll(() => expiry.innerText()).not.toBe(first);
    expect(await expiry.locator("span").getAttribute("title")).toMatch(/^Expires at .*Z\)$/);
  });

  it("filters by a prefix of the path", async () => {
    for (const path of ["a/1", "a/2", "b/1"]) await inspector.store.create(path);
    const { page } = await inspector.open();
    await streamRow(page, "b/1").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("a/");
    await expect.poll(() => paths(page)).toEqual(["a/1", "a/2"]);
    await inspector.store.create("a/3");
    await expect.poll(() => paths(page)).toEqual(["a/1", "a/2", "a/3"]);
    await page.getByRole("searchbox", { name: "Filter by path prefix" }).fill("c");
    await page.getByText("No path begins with “c”").waitFor();
  });

  it("pages forth and back", async () => {
    const names = Array.from({ length: 250 }, (_, i) => `s-${String(i).padStart(3, "0")}`);
    for (const name of names) await inspector.store.create(name);
    const { page } = await inspector.open();
    const next = page.getByRole("button", { name: "Next page" });
    const previous = page.getByRole("button", { name: "Previous page" });
    await expect.poll(() => paths(page)).toEqual(names.slice(0, 100));
    expect(await previous.isDisabled()).toBe(true);
    await next.click();
    await expect.poll(() => paths(page)).toEqual(names.slice(100, 200));
    await next.click();
    await expect.poll(() => paths(page)).toEqual(names.slice(200));
    expect(await next.isDisabled()).toBe(true);
    await page.getByText("201–250").waitFor();
    await previous.click();
    await expect.poll(() => paths(page)).toEqual(names.slice(100, 200));
  });

  it("is used with the keyboard: arrows select, Enter opens", async () => {
    for (const path of ["a", "b", "c"])
      await inspector.store.create(path, { contentType: "text/plain", data: `in ${path}` });
    const { page } = await inspector.open();
    const selected = page.getByRole("row", { selected: true });
    await streamRow(page, "c").waitFor();
    await page.getByRole("searchbox").press("ArrowDown");
    await expect.poll(() => selected.locator(".path").innerText()).toBe("a");
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => selected.locator(".path").innerText()).toBe("b");
    await page.keyboard.press("End");
    await expect.poll(() => selected.locator(".path").innerText()).toBe("c");
    // A stream that comes in between does not move the selection.
    await inspector.store.create("bb");
    await streamRow(page, "bb").waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("listitem").filter({ hasText: "in c" }).waitFor();
    expect(await page.locator("tr[aria-current=true] .path").innerText()).toBe("c");
  });

  it("says so when the connection is lost", async () => {
    await inspector.store.create("a");
    const { page, stopHost } = await inspector.open();
    await streamRow(page, "a").waitFor();
    await stopHost();
    await page
      .getByRole("status")
      .filter({ hasText: "The connection was lost. Connecting again…" })
      .waitFor();
    expect(await paths(page)).toEqual(["a"]);
  });
});

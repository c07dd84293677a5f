import type { Page } from "playwright";
import { describe, expect, it } from "vitest";
import { useInspector } from "../support/inspector/browser-test.ts";
import { chooseColumns, streamRow } from "../support/inspector/inspector-page.ts";

const inspector = useInspector();

/** The cells of a stream's row, in the order of the columns. */
async function cells(page: Page, path: string): Promise<string[]> {
  return streamRow(page, path).getByRole("gridcell").allInnerTexts();
}

const paths = (page: Page) => page.locator("stream-grid .row .path").allInnerTexts();
const filter = (page: Page) => page.getByRole("searchbox", { name: "Filter streams by path" });

describe("the stream list", () => {
  it("shows the properties of each stream in a table", async () => {
    const { store } = inspector;
    await store.create("orders", { contentType: "application/json; v=1", data: [1, 22] });
    await store.create("orders-fork", { fork: { path: "orders" } });
    const { page } = await inspector.open();
    await chooseColumns(page, "All");
    const grid = page.getByRole("grid", { name: "Streams" });
    const headers = await grid.getByRole("columnheader").allInnerTexts();
    expect(headers.map((header) => header.replace(/ [↑↓]/, ""))).toEqual([
      "Path",
      "Messages",
      "Bytes",
      "Last append",
      "Expires in",
      "Rate",
      "State",
      "Subs",
      "Forks",
      "Type",
      "Tail offset",
    ]);
    const { tailOffset } = await store.head("orders");
    const [path, messages, bytes, last, expires, rate, ...rest] = await cells(page, "orders");
    expect([path, messages, bytes]).toEqual(["orders", "2", "3 B"]);
    expect(last).toMatch(/just now|ago/);
    expect(rate).toMatch(/\/s$|–/);
    expect(expires).toBe("never");
    expect(rest).toEqual(["open", "–", "1", "application/json", tailOffset]);
  });

  it("says that it is empty, and follows streams as they are created, grow, close and are deleted", async () => {
    const { store } = inspector;
    const { page } = await inspector.open();
    await page.getByText("No streams yet").waitFor();
    await store.create("live", { contentType: "application/json" });
    await streamRow(page, "live").waitFor();
    await chooseColumns(page, "All");
    await store.append(
      "live",
      Array.from({ length: 1500 }, () => 7),
    );
    await expect.poll(async () => (await cells(page, "live"))[1]).toBe("1,500");
    await store.closeStream("live");
    await expect.poll(async () => (await cells(page, "live"))[6]).toBe("closed");
    await store.delete("live");
    await page.getByText("No streams yet").waitFor();
  });

  it("counts down to the expiry, and marks streams that expire soon", async () => {
    await inspector.store.create("ttl", { ttlSeconds: 3600 });
    await inspector.store.create("soon", { ttlSeconds: 300 });
    const { page } = await inspector.open();
    await chooseColumns(page, "All");
    const expiry = streamRow(page, "ttl").getByRole("gridcell").nth(4);
    const first = await expiry.innerText();
    expect(first).toMatch(/^59 min \d+ s$|^1 h$/);
    await expect.poll(() => expiry.innerText()).not.toBe(first);
    expect(await streamRow(page, "soon").getByText("expires soon").count()).toBe(1);
    expect(await streamRow(page, "ttl").getByText("expires soon").count()).toBe(0);
  });

  it("finds streams by the start of their path or any part of it", async () => {
    for (const path of ["a/1", "a/2", "b/1"]) await inspector.store.create(path);
    const { page } = await inspector.open();
    await streamRow(page, "b/1").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("a/");
    await expect.poll(() => paths(page)).toEqual(["a/1", "a/2"]);
    await inspector.store.create("a/3");
    await expect.poll(() => paths(page)).toEqual(["a/1", "a/2", "a/3"]);
    await filter(page).fill("c");
    await page.getByText("No path starts with “c”").waitFor();
    await page.getByRole("combobox", { name: "Match" }).selectOption("Contains");
    await filter(page).fill("/1");
    await expect.poll(() => paths(page)).toEqual(["a/1", "b/1"]);
  });

  it("sorts in the store, in both directions", async () => {
    const { store } = inspector;
    for (const [path, size] of Object.entries({ a: 5, b: 500, c: 50 }))
      await store.create(path, { data: new Uint8Array(size) });
    const { page } = await inspector.open();
    await expect.poll(() => paths(page)).toEqual(["a", "b", "c"]);
    await page.getByRole("button", { name: "Bytes" }).click();
    await expect.poll(() => paths(page)).toEqual(["b", "c", "a"]);
    await page.getByRole("button", { name: "Bytes" }).click();
    await expect.poll(() => paths(page)).toEqual(["a", "c", "b"]);
    const header = page.getByRole("columnheader", { name: "Bytes" });
    expect(await header.getAttribute("aria-sort")).toBe("ascending");
  });

  it("renders only the visible rows of thousands, and reaches the last one", async () => {
    const names = Array.from({ length: 1500 }, (_, i) => `s-${String(i).padStart(4, "0")}`);
    await Promise.all(names.map((name) => inspector.store.create(name)));
    const { page } = await inspector.open();
    await page.getByText("1,500 streams").waitFor();
    await page.getByRole("grid", { name: "Streams" }).focus();
    await page.keyboard.press("End");
    await streamRow(page, "s-1499").waitFor();
    expect(await page.locator("stream-grid .row").count()).toBeLessThan(60);
    await page.keyboard.press("Home");
    await streamRow(page, "s-0000").waitFor();
  });

  it("shows a tree of path segments, and reads folders as they are opened", async () => {
    for (const path of ["top", "a/b/1", "a/b/2", "a/c", "d/e"]) await inspector.store.create(path);
    const { page } = await inspector.open();
    await page.getByRole("radio", { name: "Tree" }).check();
    const tree = page.getByRole("treegrid", { name: "Streams" });
    await tree.getByRole("row", { name: "a/" }).getByText("3 streams").waitFor();
    await tree.focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => paths(page)).toEqual(["▾a/", "▸b/", "c", "▸d/", "top"]);
    await tree.getByRole("row", { name: "b/" }).click();
    await expect.poll(() => paths(page)).toEqual(["▾a/", "▾b/", "1", "2", "c", "▸d/", "top"]);
    await inspector.store.create("a/b/3");
    await expect.poll(() => paths(page)).toEqual(["▾a/", "▾b/", "1", "2", "3", "c", "▸d/", "top"]);
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => paths(page)).toEqual(["▾a/", "▸b/", "c", "▸d/", "top"]);
  });

  it("selects with the arrow keys and opens with Enter", async () => {
    for (const path of ["a", "b", "c"])
      await inspector.store.create(path, { contentType: "text/plain", data: `in ${path}` });
    const { page } = await inspector.open();
    const selected = page.getByRole("row", { selected: true });
    await streamRow(page, "c").waitFor();
    await filter(page).press("ArrowDown");
    await expect.poll(() => selected.locator(".path").innerText()).toBe("a");
    await page.keyboard.press("End");
    await expect.poll(() => selected.locator(".path").innerText()).toBe("c");
    // Creating a stream in between does not move the selection.
    await inspector.store.create("bb");
    await streamRow(page, "bb").waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("option").filter({ hasText: "in c" }).waitFor();
    expect(await page.locator(".row[aria-current=true] .path").innerText()).toBe("c");
  });
});

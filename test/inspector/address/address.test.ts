import type { Page } from "playwright";
import { describe, expect, it } from "vitest";
import { formatAddress, parseAddress } from "../../../renderer/inspector/shell/address.ts";
import { useInspector } from "../../support/inspector/browser-test.ts";
import { messageRows, openContent, openStream, streamRow } from "../../support/inspector/inspector-page.ts";

const inspector = useInspector();
const text = "text/plain";
const lines = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}`);
const hash = (page: Page) => page.evaluate(() => location.hash);

/** Loads the page with another address, as a link from elsewhere does. */
async function follow(page: Page, address: string): Promise<void> {
  await page.evaluate((to) => {
    history.replaceState(null, "", to);
    location.reload();
  }, address);
}

describe("an address", () => {
  it.each([
    { view: "space" },
    { view: "streams", path: "orders/2026/berlin" },
    { view: "streams", path: "a b/ü%2F?#/me@home.org", offset: "000000003_00000000000000000012" },
    { view: "streams", path: "mail@12", offset: "7" },
    { view: "streams", path: "mail@12" },
  ] as const)("names a view, a stream and a message: %j", (address) => {
    expect(parseAddress(formatAddress(address))).toEqual(address);
  });

  it.each(["", "#", "#section", "#/nowhere", "#/streams/%zz"])("is not %j", (other) => {
    expect(parseAddress(other)).toBeUndefined();
  });
});

describe("the inspector's page", () => {
  it("has an address and a title for the open stream and its message", async () => {
    await inspector.store.create("orders/berlin", { contentType: text, data: lines(3) });
    const { page } = await inspector.open();
    await openStream(page, "orders/berlin");
    await expect.poll(() => hash(page)).toBe("#/streams/orders/berlin");
    await expect.poll(() => page.title()).toBe("orders/berlin – Streams inspector");
    await messageRows(page).nth(1).click();
    const { messages } = await inspector.store.read("orders/berlin");
    await expect.poll(() => hash(page)).toBe(`#/streams/orders/berlin@${messages[1]!.offset}`);
    await page.keyboard.press("Escape");
    await expect.poll(() => hash(page)).toBe("#/streams/orders/berlin");
    await page.keyboard.press("2");
    await expect.poll(() => hash(page)).toBe("#/space");
    expect(await page.title()).toBe("Space – Streams inspector");
  });

  it("opens the message that a link leads to, far into the stream", async () => {
    await inspector.store.create("long", { contentType: text, data: lines(3000) });
    const { page } = await inspector.open();
    const { messages } = await inspector.store.read("long", { limitMessages: 2500 });
    for (const offset of [messages.at(-1)!.offset, "2500"]) {
      await follow(page, `#/streams/long@${offset}`);
      await expect.poll(() => openContent(page).innerText()).toBe("line 2499");
      await messageRows(page).filter({ hasText: "line 2499" }).waitFor();
      expect(await messageRows(page).filter({ hasText: "line 2499" }).getAttribute("aria-selected")).toBe(
        "true",
      );
    }
  });

  it("goes back and forward between streams, with their open messages", async () => {
    for (const path of ["a", "b"])
      await inspector.store.create(path, {
        contentType: text,
        data: lines(3).map((line) => `${path} ${line}`),
      });
    const { page } = await inspector.open();
    await openStream(page, "a");
    await messageRows(page).nth(2).click();
    await expect.poll(() => openContent(page).innerText()).toBe("a line 2");
    await openStream(page, "b");
    await messageRows(page).filter({ hasText: "b line 0" }).waitFor();
    await page.keyboard.press("Alt+ArrowLeft");
    await page.getByRole("heading", { name: "a", exact: true }).waitFor();
    await expect.poll(() => openContent(page).innerText()).toBe("a line 2");
    await page.keyboard.press("Alt+ArrowRight");
    await page.getByRole("heading", { name: "b", exact: true }).waitFor();
    await page.keyboard.press("3");
    await page.getByRole("heading", { name: "Health" }).waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: "b", exact: true }).waitFor();
  });

  it("keeps the open message, the filters and the expanded folders over a reload", async () => {
    for (const path of ["a/b/1", "a/c/2", "d/3"])
      await inspector.store.create(path, { contentType: text, data: lines(300) });
    const { page } = await inspector.open();
    await page.getByRole("radio", { name: "Tree" }).check();
    for (const folder of ["d/", "a/", "b/"]) await page.getByRole("row", { name: folder }).click();
    await streamRow(page, "1").click();
    await page.getByRole("searchbox", { name: "Filter messages" }).fill("line 29");
    await page.keyboard.press("Enter");
    await page.getByText("11 found").waitFor();
    await messageRows(page).nth(3).click();
    await expect.poll(() => openContent(page).innerText()).toBe("line 292");
    const folders = await page.locator("stream-grid .row .path").allInnerTexts();

    await page.reload();
    await page.getByText("11 found").waitFor();
    await expect.poll(() => openContent(page).innerText()).toBe("line 292");
    await expect.poll(() => messageRows(page).nth(3).getAttribute("aria-selected")).toBe("true");
    await expect.poll(() => page.locator("stream-grid .row .path").allInnerTexts()).toEqual(folders);
    await page.getByRole("radio", { name: "List" }).check();
    await page.getByRole("searchbox", { name: "Filter streams by path" }).fill("a/");
    await streamRow(page, "d/3").waitFor({ state: "detached" });
    await page.reload();
    await streamRow(page, "a/c/2").waitFor();
    expect(await streamRow(page, "d/3").count()).toBe(0);
  });

  it("reveals the open stream in the tree", async () => {
    for (let i = 0; i < 60; i++) await inspector.store.create(`first/${i}`, { contentType: text });
    await inspector.store.create("last/of/all", { contentType: text, data: "here" });
    await inspector.store.create("last/of/some", { contentType: text });
    const { page } = await inspector.open();
    await follow(page, "#/streams/last/of/all");
    await page.getByRole("option", { name: "here" }).waitFor();
    await page.getByRole("radio", { name: "Tree" }).check();
    const current = page.locator("stream-grid .row[aria-current=true] .path");
    await expect.poll(() => current.innerText()).toBe("all");
    await follow(page, "#/streams/last/of/some");
    await expect.poll(() => current.innerText()).toBe("some");
  });
});

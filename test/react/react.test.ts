import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright";
import { expect, test } from "vitest";
import { listedTexts, usePages } from "../recipes/page-test.ts";
import type { View } from "./page.tsx";

const pages = usePages("react");

/** Opens the page over the store of the running test, which has the stream "notes" with the numbers 0, 1 and 2. */
async function show(act: (page: Page) => Promise<void>): Promise<void> {
  const { folder, store } = pages;
  await store.create("notes", { contentType: "application/json", data: [0, 1, 2] });
  const [preload, start] = ["../recipes/preload.ts", "page.tsx"].map((file) =>
    join(import.meta.dirname, file).replaceAll("\\", "/"),
  );
  writeFileSync(join(folder, "start.ts"), `import "${preload}";\nawait import("${start}");\n`);
  writeFileSync(
    join(folder, "page.html"),
    '<!doctype html><ul id="app"></ul><script type="module" src="./start.ts"></script>',
  );
  await pages.show([], async (page) => {
    await page.waitForFunction(() => window.reactPage?.show);
    await act(page);
    await page.evaluate(() => window.reactPage.unmount());
    await expect.poll(() => store.stats().subscriptions).toBe(0);
  });
}

const render = (page: Page, view: View) => page.evaluate((next) => window.reactPage.show(next), view);
const commits = (page: Page) => page.evaluate(() => window.reactPage.commits);
const numbers = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n);
const cursors = () => expect.poll(() => pages.store.stats().subscriptions);

test("twenty components of a stream in StrictMode share one cursor, which the last one frees", async () => {
  await show(async (page) => {
    await render(page, { kind: "messages", count: 20 });
    await expect.poll(() => listedTexts(page)).toEqual(Array.from({ length: 20 }, () => "live 3: 0..2"));
    expect(pages.store.stats().subscriptions).toBe(1);
    await render(page, { kind: "messages", count: 1 });
    await pages.store.append("notes", 3);
    await expect.poll(() => listedTexts(page)).toEqual(["live 4: 0..3"]);
    expect(pages.store.stats().subscriptions).toBe(1);
    await render(page, { kind: "none" });
    await cursors().toBe(0);
    // The next one starts anew.
    await render(page, { kind: "messages" });
    await expect.poll(() => listedTexts(page)).toEqual(["live 4: 0..3"]);
  });
});

test("messages of a defined stream come through its schema, beside those of its path", async () => {
  await show(async (page) => {
    await render(page, { kind: "messages" });
    await expect.poll(() => listedTexts(page)).toEqual(["live 3: 0..2"]);
    await render(page, { kind: "defined" });
    await expect.poll(() => listedTexts(page)).toEqual(["live 0.0 2.0 4.0"]);
  });
});

test("a thousand messages cause one render, when they are stored and when they are appended", async () => {
  await pages.store.create("many", { contentType: "application/json", data: numbers(0, 1000) });
  await show(async (page) => {
    await render(page, { kind: "messages", path: "many", count: 3 });
    await expect.poll(() => listedTexts(page)).toContain("live 1000: 0..999");
    await pages.store.append("many", numbers(1000, 1000));
    await expect.poll(() => listedTexts(page)).toContain("live 2000: 0..1999");
    expect((await commits(page)).filter((text) => text !== "")).toEqual([
      "loading 0: ..",
      "live 1000: 0..999",
      "live 2000: 0..1999",
    ]);
  });
});

test("components in concurrent renders show the same, and a new one what the others show", async () => {
  await show(async (page) => {
    await render(page, { kind: "messages" });
    await expect.poll(() => listedTexts(page)).toEqual(["live 3: 0..2"]);
    await page.evaluate(() => window.reactPage.showInTransition({ kind: "slow", count: 60 }));
    for (const n of numbers(3, 20)) await pages.store.append("notes", n);
    const all = Array.from({ length: 60 }, () => "live 23: 0..22");
    await expect.poll(() => listedTexts(page)).toEqual(all);
    expect(await page.evaluate(() => window.reactPage.torn)).toBe(0);
    expect((await commits(page)).filter((text) => text.includes("loading"))).toEqual(["loading 0: .."]);
    expect(pages.store.stats().subscriptions).toBe(1);
  });
});

test("a render that React throws away opens nothing", async () => {
  await show(async (page) => {
    await render(page, { kind: "suspended", count: 3 });
    await expect.poll(() => listedTexts(page)).toEqual(["waiting"]);
    // The response to what the page has asked for later, with a cursor of its own.
    await render(page, { kind: "info" });
    await expect.poll(() => listedTexts(page)).toEqual(["live 3"]);
    expect(pages.store.stats().subscriptions).toBe(1);
  });
});

test("other options and another stream have cursors of their own", async () => {
  await pages.store.create("other", { contentType: "application/json", data: [7] });
  await show(async (page) => {
    await render(page, { kind: "messages", options: { last: 1 } });
    await expect.poll(() => listedTexts(page)).toEqual(["live 1: 2..2"]);
    await render(page, { kind: "messages", options: { last: 2, maxMessages: 3 } });
    await expect.poll(() => listedTexts(page)).toEqual(["live 2: 1..2"]);
    await cursors().toBe(1);
    await pages.store.append("notes", numbers(3, 10));
    await expect.poll(() => listedTexts(page)).toEqual(["live 3: 10..12"]);
    await render(page, { kind: "messages", path: "other" });
    await expect.poll(() => listedTexts(page)).toEqual(["live 1: 7..7"]);
    await cursors().toBe(1);
  });
});

test("an error is shown with what has arrived, and retry goes on from there", async () => {
  const { store } = pages;
  await show(async (page) => {
    await render(page, { kind: "messages", path: "later" });
    await expect.poll(() => listedTexts(page)).toEqual(["failed NOT_FOUND"]);
    await store.create("later", { contentType: "application/json", data: [1] });
    await page.getByRole("listitem").click();
    await expect.poll(() => listedTexts(page)).toEqual(["live 1: 1..1"]);
    await store.append("later", 2, { close: true });
    await expect.poll(() => listedTexts(page)).toEqual(["closed 2: 1..2"]);
    await cursors().toBe(0);
  });
});

test("the info and the list of streams follow changes", async () => {
  const { store } = pages;
  await show(async (page) => {
    await render(page, { kind: "info", count: 2 });
    await expect.poll(() => listedTexts(page)).toEqual(["live 3", "live 3"]);
    await store.append("notes", 3);
    await expect.poll(() => listedTexts(page)).toEqual(["live 4", "live 4"]);
    await store.delete("notes");
    await expect.poll(() => listedTexts(page)).toEqual(["failed NOT_FOUND", "failed NOT_FOUND"]);
    await render(page, { kind: "list", path: "a" });
    await expect.poll(() => listedTexts(page)).toEqual(["live "]);
    await store.create("a/1");
    await expect.poll(() => listedTexts(page)).toEqual(["live a/1"]);
  });
});

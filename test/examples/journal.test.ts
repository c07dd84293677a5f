import { join } from "node:path";
import type { ElectronApplication, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStreamStore } from "../../src/store/index.ts";
import { electronPath } from "../support/electron/electron-binary.ts";
import { launch } from "../support/electron/launch-app.ts";
import { killProcess } from "../support/kill-process.ts";
import { installJournal } from "./installed-journal.ts";
import { button, text, titles, write } from "./journal-page.ts";

describe.skipIf(!electronPath)("the example journal", () => {
  let journal: Awaited<ReturnType<typeof installJournal>>;
  let userData: string;
  let app: ElectronApplication;
  let page: Page;

  beforeAll(async () => {
    journal = await installJournal();
    userData = join(journal.folder, "user-data");
    app = await launch(journal.folder, userData);
    page = await app.firstWindow();
  });
  afterAll(async () => {
    await app?.close();
    journal?.remove();
  });

  test("keeps two windows in step, and undoes changes made in either", async () => {
    const [other] = await Promise.all([app.waitForEvent("window"), openSecondWindow(app)]);
    await write(page, "Bread\nFlour, water, salt");
    await expect.poll(() => titles(other)).toEqual(["Bread"]);
    await expect.poll(() => text(other)).toBe("Bread\nFlour, water, salt");

    await write(other, "Rye bread\nFlour, water, salt", { isNew: false });
    await expect.poll(() => titles(page)).toEqual(["Rye bread"]);

    // In the window that did not write it.
    await button(page, "Undo").click();
    await expect
      .poll(() => Promise.all([text(page), text(other)]))
      .toEqual(both("Bread\nFlour, water, salt"));
    await button(other, "Redo").click();
    await expect.poll(() => Promise.all([titles(page), titles(other)])).toEqual(both(["Rye bread"]));
    await other.close();
  });

  test("shows the notes as of any event, and returns to it", async () => {
    await button(page, "History").click();
    await page.getByRole("button", { name: "Wrote “Bread”" }).click();
    await expect.poll(() => titles(page)).toEqual(["Bread"]);
    expect(await page.getByLabel("Note").getAttribute("readonly")).not.toBeNull();
    await button(page, "Now").click();
    await expect.poll(() => titles(page)).toEqual(["Rye bread"]);

    await page.getByRole("button", { name: "Wrote “Bread”" }).click();
    await button(page, "Go back to this").click();
    await expect.poll(() => titles(page)).toEqual(["Bread"]);
    await expect.poll(() => page.getByLabel("Note").getAttribute("readonly")).toBeNull();
    await button(page, "History").click();
  });

  test("shows everything saved after it is killed and restarted", async () => {
    await write(page, "Milk");
    await expect.poll(() => titles(page)).toEqual(["Milk", "Bread"]);
    await killProcess(app.process());

    app = await launch(journal.folder, userData);
    page = await app.firstWindow();
    await expect.poll(() => titles(page)).toEqual(["Milk", "Bread"]);
    await button(page, "Undo").click();
    await expect.poll(() => titles(page)).toEqual(["New note", "Bread"]);
  });

  test("keeps everything in one stream that only grows", async () => {
    await app.close();
    const store = openStreamStore({ directory: join(userData, "streams") });
    const { messages } = await store.read("journal");
    await store.close();
    expect(messages.map(({ data }) => (data as { type: string }).type)).toEqual([
      "note.created",
      "note.written",
      "note.written",
      "undone",
      "redone",
      "undone",
      "note.created",
      "note.written",
      "undone",
    ]);
  });

  test("keeps text that could not be stored in the editor, until it can be", async () => {
    app = await launch(journal.folder, userData);
    page = await app.firstWindow();
    await button(page, "New note").click();
    await expect.poll(() => text(page)).toBe("");
    const tooLong = "x".repeat(11 * 1024 * 1024);
    await page.getByLabel("Note").fill(tooLong);
    await page.getByLabel("Note").blur();
    await page.getByRole("status").getByText("larger than").waitFor();
    expect((await text(page)).length).toBe(tooLong.length);
    await write(page, "Shorter", { isNew: false });
    expect((await titles(page))[0]).toBe("Shorter");
  });
});

function openSecondWindow(app: ElectronApplication): Promise<void> {
  return app.evaluate(({ Menu }) => {
    const items = Menu.getApplicationMenu()!.items.flatMap((item) => item.submenu?.items ?? []);
    items.find((item) => item.label === "New Window")!.click();
  });
}

function both<T>(value: T): [T, T] {
  return [value, value];
}

import type { Locator, Page } from "playwright";
import { describe, expect, it } from "vitest";
import { explainLoss } from "../../../renderer/inspector/explain.ts";
import { StreamError } from "../../../src/protocol/errors.ts";
import { useInspector } from "../../support/inspector/browser-test.ts";
import { button, messageRows, openStream } from "../../support/inspector/inspector-page.ts";

const inspector = useInspector();

async function chooseFile(page: Page, name: string, content: string): Promise<Locator> {
  await page.getByRole("button", { name: "Import file into a new stream" }).click();
  const dialog = page.getByRole("dialog");
  await dialog
    .getByLabel("File", { exact: true })
    .setInputFiles({ name, mimeType: "", buffer: Buffer.from(content) });
  return dialog;
}

describe("a file imported into a new stream", () => {
  it("gives it its name and content type, and the stream is opened", async () => {
    const { page } = await inspector.open();
    await page.getByText("No streams yet").waitFor();
    await button(await chooseFile(page, "orders.v2.ndjson", '{"id":1}\n{"id":2}\n'), "Import").click();
    await page.getByRole("heading", { name: "orders.v2", exact: true }).waitFor();
    await page.getByText("Imported 2 messages into orders.v2").waitFor();
    await expect
      .poll(() => messageRows(page).locator(".content").allInnerTexts())
      .toEqual(['{"id": 1}', '{"id": 2}']);
    expect((await inspector.store.head("orders.v2")).contentType).toBe("application/json");
  });

  it("gets the path and type that the user typed", async () => {
    const { page } = await inspector.open();
    const dialog = await chooseFile(page, "app.log", '"one"\n');
    await dialog.getByRole("textbox", { name: "Path" }).fill("logs/today");
    await dialog.getByRole("combobox", { name: "Content type" }).fill("application/json");
    await button(dialog, "Import").click();
    await page.getByRole("heading", { name: "logs/today", exact: true }).waitFor();
    expect((await inspector.store.read("logs/today")).messages.map(({ data }) => data)).toEqual(["one"]);
  });

  it("creates nothing if a line is not valid, or if the stream exists", async () => {
    await inspector.store.create("taken", { contentType: "text/plain", data: "mine" });
    const { page } = await inspector.open();
    const dialog = await chooseFile(page, "bad.json", '{"id":1}\n{"id":\n');
    await button(dialog, "Import").click();
    await dialog.getByRole("alert").filter({ hasText: "Import stopped at line 2" }).waitFor();
    await expect(inspector.store.head("bad")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await button(dialog, "Cancel").click();
    const second = await chooseFile(page, "taken.log", "other\n");
    await button(second, "Import").click();
    await second.getByRole("alert").filter({ hasText: "already exists" }).waitFor();
    expect((await inspector.store.head("taken")).messageCount).toBe(1);
  });
});

describe("a stream that is gone", () => {
  it("says that it was deleted", async () => {
    await inspector.store.create("s", { contentType: "text/plain", data: "one" });
    const { page } = await inspector.open();
    await openStream(page, "s");
    await inspector.store.delete("s");
    await page.getByRole("alert").filter({ hasText: "It was deleted." }).waitFor();
  });

  it("says that it has expired, if its deadline has passed", () => {
    const missing = new StreamError("NOT_FOUND", "no stream");
    const text = (deadline: Date | undefined) => explainLoss(missing, deadline ? { deadline } : {}).text;
    expect(text(undefined)).toMatch(/^It was deleted\./);
    expect(text(new Date(Date.now() + 60_000))).toMatch(/^It was deleted\./);
    expect(text(new Date(2026, 0, 2, 3, 4, 5))).toMatch(/^It expired on Jan 2, 2026, 03:04:05\./);
    expect(explainLoss(new StreamError("STORE_CLOSED", ""), {}).title).toBe("The store is closed");
  });
});

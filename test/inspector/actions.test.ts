import { describe, expect, it } from "vitest";
import { useInspector } from "../support/inspector/browser-test.ts";
import { button, choose, messageRows, openStream, streamRow } from "../support/inspector/inspector-page.ts";

const inspector = useInspector();
const json = "application/json";

describe("a stream in the inspector", () => {
  it("can be created, with errors shown at their fields", async () => {
    const { page } = await inspector.open();
    await page.getByText("No streams yet").waitFor();
    await page.keyboard.press("n");
    const dialog = page.getByRole("dialog", { name: "Create stream" });
    await dialog.getByRole("textbox", { name: "Path" }).fill("a//b");
    await button(dialog, "Create").click();
    const path = dialog.getByRole("textbox", { name: "Path" });
    await expect.poll(() => path.getAttribute("aria-invalid")).toBe("true");
    await dialog.getByRole("alert").filter({ hasText: "empty segment" }).waitFor();
    await path.fill("made/here");
    await dialog.getByRole("spinbutton", { name: "Maximum messages" }).fill("10");
    await button(dialog, "Create").click();
    await streamRow(page, "made/here").waitFor();
    expect(await inspector.store.head("made/here")).toMatchObject({
      contentType: json,
      retention: { maxMessages: 10 },
    });
  });

  it("accepts JSON messages and a seq", async () => {
    await inspector.store.create("s", { contentType: json });
    const { page } = await inspector.open();
    await openStream(page, "s");
    await page.getByRole("button", { name: "Append…" }).click();
    const dialog = page.getByRole("dialog");
    const message = dialog.getByRole("textbox", { name: "Message (JSON)" });
    const seq = dialog.getByRole("textbox", { name: "Seq (optional)" });
    await message.fill("{ no json");
    await button(dialog, "Append").click();
    await expect.poll(() => message.getAttribute("aria-invalid")).toBe("true");
    await message.fill('{"n":12345678901234567890}');
    await seq.fill("5");
    await button(dialog, "Append").click();
    await messageRows(page).filter({ hasText: "12345678901234567890" }).waitFor();

    await page.getByRole("button", { name: "Append…" }).click();
    await message.fill("1");
    await seq.fill("4");
    await button(dialog, "Append").click();
    await expect.poll(() => seq.getAttribute("aria-invalid")).toBe("true");
    expect((await inspector.store.head("s")).messageCount).toBe(1);
  });

  it("can be trimmed, forked, touched and closed", async () => {
    const { store } = inspector;
    await store.create("s", { contentType: json, ttlSeconds: 1000, data: [1, 2, 3] });
    const { page } = await inspector.open();
    await openStream(page, "s");

    await messageRows(page).nth(1).click();
    await page.getByRole("button", { name: "Fork here…" }).click();
    await button(page.getByRole("dialog"), "Fork").click();
    await streamRow(page, "s-fork").waitFor();
    expect((await store.read("s-fork")).messages.map(({ data }) => data)).toEqual([1, 2]);

    let dialog = await choose(page, "Set retention…");
    await dialog.getByRole("spinbutton", { name: "Maximum messages" }).fill("1");
    await button(dialog, "Set retention").click();
    await expect.poll(async () => (await store.head("s")).messageCount).toBe(1);

    dialog = await choose(page, "Touch…");
    await button(dialog, "Touch").click();
    await page.getByText("Touched s").waitFor();

    dialog = await choose(page, "Close…");
    await button(dialog, "Close stream").click();
    await expect.poll(async () => (await store.head("s")).closed).toBe(true);
  });

  it("is deleted only when its path is typed", async () => {
    await inspector.store.create("precious", { contentType: json, data: [1] });
    const { page } = await inspector.open();
    await openStream(page, "precious");
    const dialog = await choose(page, "Delete…");
    await dialog.getByRole("textbox", { name: "Type the path to confirm" }).fill("preciou");
    await button(dialog, "Delete").click();
    await dialog.getByText("This does not match the path").waitFor();
    expect(await inspector.store.head("precious")).toBeDefined();
    await dialog.getByRole("textbox", { name: "Type the path to confirm" }).fill("precious");
    await button(dialog, "Delete").click();
    await page.getByText("Deleted precious").waitFor();
    await expect(inspector.store.head("precious")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("imports the lines of a file, and exports a selection as NDJSON", async () => {
    await inspector.store.create("s", { contentType: json });
    const { page } = await inspector.open();
    await openStream(page, "s");
    const lines = Array.from({ length: 20_000 }, (_, n) => `{"n":${n}.0}`);
    const dialog = await choose(page, "Import file…");
    await dialog
      .getByLabel("File", { exact: true })
      .setInputFiles({ name: "lines.ndjson", mimeType: json, buffer: Buffer.from(lines.join("\n")) });
    const release = await inspector.hold("append");
    await button(dialog, "Import").click();
    await dialog.getByRole("progressbar", { name: "Progress" }).waitFor();
    await release();
    await page.getByText("Imported 20,000 messages").waitFor();

    await messageRows(page).nth(2).click();
    await messageRows(page)
      .nth(4)
      .click({ modifiers: ["Shift"] });
    const exporting = await choose(page, "Export selection…");
    const saved = await inspector.saved(page, () => button(exporting, "Export").click());
    expect(saved).toEqual({ name: "s.ndjson", text: `${lines.slice(2, 5).join("\n")}\n` });
  });

  it("exports search results as NDJSON in stream order, or all messages", async () => {
    const kinds = ["a", "b", "b", "a", "a", "b"];
    await inspector.store.create("s", { contentType: json, data: kinds.map((kind, n) => ({ n, kind })) });
    const { page } = await inspector.open();
    await openStream(page, "s");
    await page.getByRole("combobox", { name: "Search order" }).selectOption("Newest first");
    await page.getByRole("searchbox", { name: "Filter messages" }).fill('"b"');
    await page.getByRole("button", { name: "Find", exact: true }).click();
    await expect.poll(() => messageRows(page).count()).toBe(3);
    const found = await choose(page, "Export search results…");
    await found.getByRole("heading", { name: "Export 3 messages from s" }).waitFor();
    const saved = await inspector.saved(page, () => button(found, "Export").click());
    expect(saved.text).toBe([1, 2, 5].map((n) => `{"n":${n},"kind":"b"}\n`).join(""));
    const all = await choose(page, "Export all…");
    await all.getByRole("heading", { name: "Export 6 messages from s" }).waitFor();
  });

  it("exports the search results that retention has left", async () => {
    const data = Array.from({ length: 6 }, (_, n) => ({ n, kind: n % 2 ? "b" : "a" }));
    await inspector.store.create("s", { contentType: json, data });
    const { page } = await inspector.open();
    await openStream(page, "s");
    await page.getByRole("searchbox", { name: "Filter messages" }).fill('"b"');
    await page.getByRole("button", { name: "Find", exact: true }).click();
    await expect.poll(() => messageRows(page).count()).toBe(3);
    const found = await choose(page, "Export search results…");
    await found.getByRole("heading", { name: "Export 3 messages from s" }).waitFor();
    await inspector.store.setRetention("s", { maxMessages: 4 });
    await inspector.store.append("s", { n: 6, kind: "a" });
    const saved = await inspector.saved(page, () => button(found, "Export").click());
    expect(saved.text).toBe([3, 5].map((n) => `{"n":${n},"kind":"b"}\n`).join(""));
    await page.getByText("Exported 2 messages; 1 no longer available").waitFor();
  });

  it("refuses to export a stream that was created again", async () => {
    await inspector.store.create("s", { contentType: json, data: [1, 2] });
    const { page } = await inspector.open();
    await openStream(page, "s");
    const all = await choose(page, "Export all…");
    await inspector.store.delete("s");
    await inspector.store.create("s", { contentType: json, data: [3, 4] });
    await button(all, "Export").click();
    await all.getByRole("alert").waitFor();
  });

  it("says at which line the import of an invalid file stopped", async () => {
    await inspector.store.create("s", { contentType: json });
    const { page } = await inspector.open();
    await openStream(page, "s");
    const dialog = await choose(page, "Import file…");
    await dialog
      .getByLabel("File", { exact: true })
      .setInputFiles({ name: "lines.ndjson", mimeType: json, buffer: Buffer.from("{\nno") });
    await button(dialog, "Import").click();
    await dialog.getByRole("alert").filter({ hasText: "Import stopped at line 1" }).waitFor();
  });
});

describe("a read-only inspector", () => {
  it("hides every action that changes something", async () => {
    await inspector.store.create("s", { contentType: json, data: [1] });
    const { page } = await inspector.open({ access: "read" });
    await page.getByText("Read-only").waitFor();
    await openStream(page, "s");
    await messageRows(page).first().click();
    for (const name of [/^Append/, /^Stream actions/, /^Fork/, /^Create/])
      expect(await page.getByRole("button", { name }).count()).toBe(0);
    await page.keyboard.press("n");
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.getByRole("button", { name: "Health" }).click();
    await page.getByRole("button", { name: "Check store" }).waitFor();
    for (const name of ["Clean up", "Compact"])
      expect(await page.getByRole("button", { name }).count()).toBe(0);
  });
});

import { describe, expect, it } from "vitest";
import { useInspector } from "../support/inspector/browser-test.ts";
import { button, choose, openStream } from "../support/inspector/inspector-page.ts";

const inspector = useInspector();

describe("an import in the inspector", () => {
  it("imports a file as the command line does: empty lines, line endings, and nothing twice", async () => {
    await inspector.store.create("text", { contentType: "text/plain" });
    const { page } = await inspector.open();
    await openStream(page, "text");
    const content = "one\r\n\r\n\nfour\n\n";
    const importing = async (buffer: Buffer, result: string) => {
      const dialog = await choose(page, "Import file…");
      await dialog
        .getByLabel("File", { exact: true })
        .setInputFiles({ name: "a.log", mimeType: "text/plain", buffer });
      await button(dialog, "Import").click();
      await page.getByText(result, { exact: true }).waitFor();
    };
    await importing(Buffer.from(content), "Imported 5 messages");
    await importing(Buffer.from(content), "Imported 0 messages; 5 already present");
    await importing(
      Buffer.from(`\ufeff${content}größer\n`, "utf16le"),
      "Imported 1 message, converted from utf-16le; 5 already present",
    );
    const { messages } = await inspector.store.read("text");
    expect(messages.map(({ data }) => Buffer.from(data as Uint8Array).toString())).toEqual([
      "one\r\n",
      "\r\n",
      "\n",
      "four\n",
      "\n",
      "größer\n",
    ]);
  });

  it("imports what it has exported: text with line breaks inside, and bytes", async () => {
    const data = ["one", "two\nthree\n", new Uint8Array([0xff, 0x0a])];
    await inspector.store.create("from", { contentType: "text/plain", data });
    await inspector.store.create("into", { contentType: "text/plain" });
    const { page } = await inspector.open();
    await openStream(page, "from");
    const exporting = await choose(page, "Export all…");
    const saved = await inspector.saved(page, () => button(exporting, "Export").click());
    expect(saved.text).toBe('"one"\n"two\\nthree\\n"\n{"base64":"/wo="}\n');
    await openStream(page, "into");
    const dialog = await choose(page, "Import file…");
    await dialog
      .getByLabel("File", { exact: true })
      .setInputFiles({ name: saved.name, mimeType: "text/plain", buffer: Buffer.from(saved.text) });
    await dialog.getByLabel("Format").selectOption("NDJSON, as exported here");
    await button(dialog, "Import").click();
    await page.getByText("Imported 3 messages").waitFor();
    const [from, into] = await Promise.all([inspector.store.read("from"), inspector.store.read("into")]);
    expect(into.messages.map((message) => message.data)).toEqual(
      from.messages.map((message) => message.data),
    );
  });

  it("asks for the encoding of a file that is not UTF-8, and for a label if the file has changed", async () => {
    await inspector.store.create("s", { contentType: "text/plain" });
    const { page } = await inspector.open();
    await openStream(page, "s");
    const dialog = await choose(page, "Import file…");
    const file = dialog.getByLabel("File", { exact: true });
    const latin1 = { name: "a.log", mimeType: "text/plain", buffer: Buffer.from("one\ngrößer\n", "latin1") };
    await file.setInputFiles(latin1);
    await button(dialog, "Import").click();
    await dialog
      .getByRole("alert")
      .filter({ hasText: "Import stopped at line 2: not valid UTF-8" })
      .waitFor();
    expect((await inspector.store.head("s")).messageCount).toBe(0);
    await dialog.getByLabel("Encoding").selectOption("Windows-1252 (Latin-1)");
    await button(dialog, "Import").click();
    await page.getByText("Imported 2 messages, converted from windows-1252").waitFor();

    const changing = await choose(page, "Import file…");
    await changing
      .getByLabel("File", { exact: true })
      .setInputFiles({ ...latin1, buffer: Buffer.from("one\nother\n") });
    await button(changing, "Import").click();
    await changing.getByRole("alert").filter({ hasText: "nothing was imported" }).waitFor();
    await changing.getByRole("textbox", { name: "Label" }).fill("second");
    await button(changing, "Import").click();
    await page.getByText("Imported 2 messages", { exact: true }).waitFor();
  });
});

import { join } from "node:path";
import type { Page } from "playwright";
import { describe, expect, onTestFinished, test } from "vitest";
import { openStreamStore } from "../../../src/store/index.ts";
import { buildPageApp } from "../../docs/build-page-app.ts";
import { makeSnippetFolder, removeSnippetFolder } from "../../docs/snippet-folder.ts";
import { startApp } from "../../docs/start-app.ts";
import { electronPath } from "../../support/electron/electron-binary.ts";

const headers = { operation: "insert" };
const junk = [
  null,
  "text",
  1,
  {},
  { headers: null },
  { headers: "insert" },
  { type: "person", key: "3", headers },
  { type: "person", key: "3", value: "Cy", headers },
  { type: "planet", key: "3", value: { id: "3" }, headers },
  { type: "person", key: "9", headers: { operation: "delete" } },
];

describe.skipIf(!electronPath)("the StreamDB recipe", () => {
  test("skips what is no event, and shows what could not be appended", async () => {
    const folder = makeSnippetFolder("stream-db");
    onTestFinished(() => removeSnippetFolder(folder));
    const userData = join(folder, "user-data");
    const store = openStreamStore({ directory: join(userData, "streams") });
    await store.create("people", { contentType: "application/json", data: junk });
    await store.close();

    const app = await startApp(await buildPageApp("docs/recipes/stream-db.md", folder), userData);
    onTestFinished(() => app.stop());
    await expect.poll(() => textOf(app.page)).toBe("Amara N.");

    const complaints: string[] = [];
    app.page.on("pageerror", (error) => complaints.push(String(error)));
    const status = await app.page.evaluate(async () => {
      const answer = await fetch("streams://store/people", {
        method: "POST",
        headers: { "Stream-Closed": "true" },
      });
      return answer.status;
    });
    expect(status).toBe(204);
    await app.page.reload();
    await expect.poll(() => textOf(app.page)).toMatch(/^Amara N\.\s+Error: the change was not stored: 409/);
    expect(complaints).toEqual([]);
  });
});

function textOf(page: Page): Promise<string> {
  return page.locator("body").innerText();
}

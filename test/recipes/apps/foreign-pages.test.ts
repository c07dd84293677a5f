import { copyFileSync, cpSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import sirv from "sirv";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildPageApp } from "../../docs/build-page-app.ts";
import { filesOf } from "../../docs/code-blocks.ts";
import { electronPages } from "../../docs/documented-programs.ts";
import { makeSnippetFolder, removeSnippetFolder } from "../../docs/snippet-folder.ts";
import { startApp, type StartedApp } from "../../docs/start-app.ts";
import { electronPath } from "../../support/electron/electron-binary.ts";

/** The documented apps whose windows get a port to the store. */
const pages = electronPages().filter((page) => filesOf(page).has("preload.ts"));

test("the guides show apps whose windows get a port", () => {
  expect(pages).toEqual(["docs/guide/fetch.md", "docs/guide/getting-started.md", "docs/guide/windows.md"]);
});

describe.skipIf(!electronPath).each(pages)("the app of %s", (documented) => {
  let folder: string;
  let built: string;
  let site: Server;
  let app: StartedApp;
  beforeAll(async () => {
    folder = makeSnippetFolder("foreign");
    built = await buildPageApp(documented, folder);
    copyFileSync(join(built, "page.html"), join(built, "other-page.html"));
    cpSync(built, join(folder, "downloads"), { recursive: true });
    site = createServer(sirv(built));
    await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
    app = await startApp(built, join(folder, "user-data"));
  });
  afterAll(async () => {
    await app?.stop();
    site?.closeAllConnections();
    site?.close();
    removeSnippetFolder(folder);
  });

  /** Opens a page in the app's window: the same files, and so the same code, wherever they come from. */
  async function open(url: string): Promise<"connected" | "refused"> {
    await app.page.goto("about:blank");
    const refused = app.page.waitForEvent("pageerror", ({ message }) =>
      message.includes("may not use the store"),
    );
    await app.page.goto(url);
    const connected = app.page.getByRole("listitem").first().waitFor();
    return Promise.any([refused.then(() => "refused" as const), connected.then(() => "connected" as const)]);
  }
  const fileUrl = (...path: string[]): string => pathToFileURL(join(folder, ...path)).href;

  test("admits its own page, also with a query and a fragment", async () => {
    expect(await open(`${fileUrl("app", "page.html")}?a=1#b`)).toBe("connected");
  });

  test("refuses another site's page of the same name", async () => {
    const { port } = site.address() as AddressInfo;
    expect(await open(`http://127.0.0.1:${port}/page.html`)).toBe("refused");
    expect(
      await open(
        `http://127.0.0.1:${port}/page.html?${fileUrl("app", "page.html")}#${fileUrl("app", "page.html")}`,
      ),
    ).toBe("refused");
  });

  test("refuses a file of the same name in another folder", async () => {
    expect(await open(fileUrl("downloads", "page.html"))).toBe("refused");
  });

  test.runIf(documented === "docs/guide/windows.md")("refuses the app's other pages", async () => {
    expect(await open(fileUrl("app", "other-page.html"))).toBe("refused");
  });
});

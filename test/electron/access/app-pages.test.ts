import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { electronPath } from "../../support/electron/electron-binary.ts";
import { launchApp, type RunningApp } from "../../support/electron/launch-app.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

describe.skipIf(!electronPath)("isAppPage", () => {
  let app: RunningApp;
  let folder: string;
  beforeAll(async () => {
    app = await launchApp();
    folder = app.folder;
    mkdirSync(join(folder, "settings"));
    for (const page of ["other.html", "with space #1.html", "settings/page.html"])
      writeFileSync(join(folder, page), "");
  });
  afterAll(() => app?.stop());

  const fileUrl = (...path: string[]): string => pathToFileURL(join(folder, ...path)).href;
  /** The answer, or the error's code. */
  const ask = (url: string, path?: string, origin = "file://"): Promise<unknown> =>
    app.app.evaluate(
      (_, given) => {
        try {
          return host.isAppPage({ url: given.url, origin: given.origin }, given.path);
        } catch (error) {
          return (error as { code?: string }).code;
        }
      },
      { url, path, origin },
    );

  test("is true for the files of the app, and for those of the path that is given", async () => {
    expect(await ask(fileUrl("page.html"))).toBe(true);
    expect(await ask(`${fileUrl("page.html")}?page#top`)).toBe(true);
    expect(await ask(fileUrl("with space #1.html"))).toBe(true);
    expect(await ask(fileUrl("page.html"), join(folder, "page.html"))).toBe(true);
    expect(await ask(fileUrl("with space #1.html"), join(folder, "with space #1.html"))).toBe(true);
    expect(await ask(fileUrl("settings", "page.html"), join(folder, "settings"))).toBe(true);
  });

  test("is false for the app's other files where a path is given", async () => {
    expect(await ask(fileUrl("other.html"), join(folder, "page.html"))).toBe(false);
    expect(await ask(fileUrl("page.html"), join(folder, "settings"))).toBe(false);
    expect(await ask(fileUrl("settings", "..", "page.html"), join(folder, "settings"))).toBe(false);
    expect(await ask(`${fileUrl("settings")}/`, join(folder, "settings"))).toBe(false);
    expect(await ask(fileUrl("page.html"), join(folder, "not-there.html"))).toBe(false);
  });

  test("is false for everything else, whatever it is called", async () => {
    const elsewhere = await temporaryDirectory();
    writeFileSync(join(elsewhere, "page.html"), "");
    expect(await ask(pathToFileURL(join(elsewhere, "page.html")).href)).toBe(false);
    symlinkSync(join(elsewhere, "page.html"), join(folder, "link.html"));
    expect(await ask(fileUrl("link.html"))).toBe(false);
    const own = fileUrl("page.html");
    const urls = [
      "https://example.com/page.html",
      `https://example.com/?${own}`,
      `blob:${own}`,
      "about:srcdoc",
      "",
    ];
    for (const url of urls) expect(await ask(url)).toBe(false);
    for (const origin of ["null", "https://example.com", "file://evil", ""])
      expect(await ask(own, undefined, origin)).toBe(false);
  });

  test("refuses a path that is not absolute", async () => {
    for (const path of ["page.html", "", "./page.html"])
      expect(await ask(fileUrl("page.html"), path)).toBe("BAD_REQUEST");
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { electronPath } from "../support/electron/electron-binary.ts";
import { launchApp, type RunningApp } from "../support/electron/launch-app.ts";

describe.skipIf(!electronPath)("messages for developers", () => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await launchApp();
  });
  beforeEach(() => app.closeWindows());
  afterAll(() => app?.stop());

  test("a window without the preload learns that it needs one", async () => {
    const page = await app.openPage("page.html", { preload: "" });
    expect(await page.evaluate(() => window.connected)).toBe("DISCONNECTED");
    expect(await page.evaluate(() => window.problem)).toMatch(
      /exposeStreamsPort\(\).*webPreferences\.preload/,
    );
  });

  test("a window learns that no store is exposed", async () => {
    await app.app.evaluate(() => host.dispose());
    const page = await app.openPage();
    expect(await page.evaluate(() => window.connected)).toBe("DISCONNECTED");
    expect(await page.evaluate(() => window.problem)).toMatch(
      /the preload forwarded the connection request.*exposeStreams\(store\)/,
    );
    await app.app.evaluate(() => host.expose());
  });

  test("a window without sandbox or context isolation is warned", async () => {
    const page = await app.openPage("page.html?raw", { sandbox: false, contextIsolation: false });
    const warnings: string[] = [];
    page.on("console", (message) => warnings.push(message.text()));
    await page.reload();
    await expect.poll(() => warnings).toContainEqual(expect.stringContaining("webPreferences.sandbox on"));
    expect(warnings).toContainEqual(expect.stringContaining("webPreferences.contextIsolation on"));
  });

  test("a window with safe preferences is not warned", async () => {
    const page = await app.openPage("page.html?raw");
    const warnings: string[] = [];
    page.on("console", (message) => warnings.push(message.text()));
    await page.reload();
    await page.waitForFunction(() => window.connected === true);
    expect(warnings.filter((text) => text.includes("electron-durable-streams"))).toEqual([]);
  });
});

import { join } from "node:path";
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

  test("the console says after a second what is missing, and names the channel", async () => {
    await app.app.evaluate(() => host.dispose());
    const page = await app.openPage("page.html?raw");
    const warning = page.waitForEvent("console", { predicate: (message) => message.type() === "warning" });
    await page.evaluate(async () => {
      const { connectStreams } = await window.fixture.loadCopy("warning");
      void connectStreams({ timeoutMs: 2 ** 30 }).then(() => (window.connected = true));
      window.connected = undefined;
    });
    expect((await warning).text()).toMatch(
      /still not connected to a store: .*channel "electron-durable-streams:port".*exposeStreams\(store\)/,
    );
    await app.app.evaluate(() => host.expose());
    await page.waitForFunction(() => window.connected);
  });

  test("a second call of exposeStreamsPort is named, and the first one stays in use", async () => {
    await app.app.evaluate(() => host.dispose());
    await app.app.evaluate(() => host.expose());
    const page = await app.openPage("page.html?raw", { preload: join(app.folder, "preload-twice.cjs") });
    const errors: string[] = [];
    page.on("console", (message) => errors.push(message.text()));
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.goto(page.url().replace("?raw", ""));
    await page.waitForFunction(() => window.connected !== undefined);
    expect(await page.evaluate(() => window.connected)).toBe(true);
    const ours = errors.filter((text) => !text.includes("Electron Security Warning"));
    expect(ours).toEqual([expect.stringMatching(/exposeStreamsPort for channel .*"other" is ignored/)]);
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

import type { Page } from "playwright";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { electronPath } from "../../support/electron/electron-binary.ts";
import { launchApp, storePlaces, type RunningApp } from "../../support/electron/launch-app.ts";

describe.skipIf(!electronPath).each(storePlaces)("the inspector in Electron, the store in %s", (place) => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await launchApp({ place });
    await app.app.evaluate(async () => {
      await host.store.create("orders", { contentType: "application/json", data: [{ item: "tea" }] });
      host.dispose(); // The inspector does not depend on what the app exposes.
    });
  });
  beforeEach(() => app.closeWindows());
  afterAll(() => app?.stop());

  async function openInspector(options: { readOnly?: boolean; title?: string } = {}): Promise<Page> {
    const [page] = await Promise.all([
      app.app.waitForEvent("window"),
      app.app.evaluate((_, given) => host.openInspector(given), options),
    ]);
    await page.getByRole("row", { name: "orders" }).waitFor();
    return page;
  }

  test("shows the streams and their messages, live", async () => {
    const complaints: string[] = [];
    app.app.on("window", (window) => {
      window.on("pageerror", (error) => complaints.push(String(error)));
      window.on("console", (message) => {
        if (message.type() === "error") complaints.push(message.text());
      });
    });
    const page = await openInspector();
    await page.getByRole("row", { name: "orders" }).click();
    await page.getByText("tea").first().waitFor();

    await app.app.evaluate(async () => {
      await host.store.append("orders", { item: "coffee" });
      await host.store.create("created later");
    });
    await page.getByRole("row", { name: "created later" }).waitFor();
    await page.getByText("coffee").first().waitFor();
    expect(complaints).toEqual([]);
  });

  test("opens once per store, and comes to the front when opened again", async () => {
    await openInspector({ title: "The orders" });
    const windows = await app.app.evaluate(({ BrowserWindow }) => {
      const [first] = BrowserWindow.getAllWindows();
      first!.hide();
      return {
        again: host.openInspector(),
        first: first!.id,
        isVisible: first!.isVisible(),
        title: first!.getTitle(),
      };
    });
    expect(windows).toEqual({
      again: windows.first,
      first: windows.first,
      isVisible: true,
      title: "The orders",
    });
    expect(await app.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);

    await app.closeWindows();
    await expect.poll(() => app.cursors()).toBe(0);
    const reopened = await openInspector();
    expect(await reopened.getByRole("row", { name: "orders" }).count()).toBe(1);
  });

  test("can only read with readOnly", async () => {
    const page = await openInspector({ readOnly: true });
    const answers = await page.evaluate(() => {
      const { port1, port2 } = new MessageChannel();
      const received: unknown[] = [];
      const done = new Promise((resolve) => {
        port1.addEventListener("message", ({ data }) => {
          received.push(...(data as unknown[]));
          if (received.length === 4) resolve(received);
        });
        port1.start();
      });
      window.postMessage({ type: "electron-durable-streams:connect" }, "*", [port2]);
      for (const [n, operation] of ["head", "append", "delete"].entries()) {
        port1.postMessage([
          { kind: "call", id: n + 1, operation, args: ["orders", "x"].slice(0, n === 1 ? 2 : 1) },
        ]);
      }
      return done as Promise<{ id?: number; kind: string; error?: { code: string } }[]>;
    });
    const outcomes = answers.map(({ id, kind, error }) => `${id ?? ""} ${error?.code ?? kind}`);
    expect(outcomes.toSorted()).toEqual([" ready", "1 result", "2 FORBIDDEN", "3 FORBIDDEN"]);
  });

  test("stays on its own page and opens no other", async () => {
    const page = await openInspector();
    const before = page.url();
    await page.evaluate(() => void (location.href = "file:///"));
    expect(await page.evaluate(() => window.open("about:blank") === null)).toBe(true);
    await page.evaluate(() => void (location.href = "http://127.0.0.1:9/"));
    // If one of them were allowed, this would fail or run in another page.
    expect(await page.evaluate(() => location.href)).toBe(before);
    expect(await app.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
    const rights = await page.evaluate(async () => ({
      node: typeof (globalThis as { require?: unknown }).require,
      notifications: await Notification.requestPermission(),
    }));
    expect(rights).toEqual({ node: "undefined", notifications: "denied" });
  });

  test("has a window without insecure preferences", async () => {
    await openInspector();
    const preferences = await app.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      // Missing in the types: the preferences in effect, including defaults.
      const { webContents } = window as unknown as { webContents: { getLastWebPreferences(): object } };
      return webContents.getLastWebPreferences() as Record<string, unknown>;
    });
    expect(preferences).toMatchObject({ nodeIntegration: false, contextIsolation: true, sandbox: true });
    expect(preferences["webSecurity"] ?? true).toBe(true);
    expect(preferences["enableBlinkFeatures"] ?? "").toBe("");
    for (const preference of [
      "allowRunningInsecureContent",
      "experimentalFeatures",
      "nodeIntegrationInWorker",
      "nodeIntegrationInSubFrames",
      "webviewTag",
    ])
      expect([preference, preferences[preference] ?? false]).toEqual([preference, false]);
  });

  test("has a content security policy that blocks foreign scripts", async () => {
    const page = await openInspector();
    const outcomes = await page.evaluate(async () => {
      const blocked: string[] = [];
      addEventListener("securitypolicyviolation", (event) => blocked.push(event.effectiveDirective));
      const inline = document.createElement("script");
      inline.textContent = "window.ran = true";
      const remote = document.createElement("script");
      remote.src = "http://127.0.0.1:9/x.js";
      const frame = document.createElement("iframe");
      frame.src = "http://127.0.0.1:9/";
      document.head.append(inline, remote, frame);
      while (blocked.length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
      return { ran: "ran" in window, blocked: blocked.toSorted() };
    });
    expect(outcomes).toEqual({ ran: false, blocked: ["frame-src", "script-src-elem", "script-src-elem"] });
  });

  test("has a page without access to Electron", async () => {
    const page = await openInspector();
    const found = await page.evaluate(() =>
      ["require", "process", "module", "Buffer", "electron", "ipcRenderer"].filter((name) => name in window),
    );
    expect(found).toEqual([]);
  });
});

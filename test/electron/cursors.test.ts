import type { Page } from "playwright";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { electronPath } from "../support/electron/electron-binary.ts";
import { launchApp, storePlaces, untilConnected, type RunningApp } from "../support/electron/launch-app.ts";

describe.skipIf(!electronPath).each(storePlaces)("cursors of Electron windows, the store in %s", (place) => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await launchApp({ place });
    await app.app.evaluate(() =>
      host.store.create("followed", { contentType: "application/json", data: [1, 2, 3] }),
    );
  });
  beforeEach(async () => {
    await app.closeWindows();
    await expect.poll(() => app.cursors()).toBe(0);
  });
  afterAll(() => app?.stop());

  /** Opens a page with one live cursor of each kind. */
  async function openFollower(): Promise<Page> {
    const page = await app.openPage();
    await page.evaluate(() => {
      const { streams, follow } = window.fixture;
      follow("followed");
      streams.info$("followed").subscribe(() => (window.infos = (window.infos ?? 0) + 1));
      streams.list$().subscribe(() => (window.lists = (window.lists ?? 0) + 1));
    });
    await page.waitForFunction(
      () => (window.fixture.received["followed"]?.length ?? 0) >= 3 && window.infos > 0 && window.lists > 0,
    );
    // A cursor that has just sent a value may not be waiting for the next change yet.
    await expect.poll(() => app.cursors()).toBe(3);
    return page;
  }

  test("are freed by unsubscribing", async () => {
    const page = await app.openPage();
    await page.evaluate(async () => {
      const { streams } = window.fixture;
      await new Promise<void>((resolve) => {
        const open = [
          streams.messages$("followed").subscribe(() => resolve()),
          streams.info$("followed").subscribe(),
          streams.list$().subscribe(),
        ];
        window.unfollow = () => open.forEach((subscription) => subscription.unsubscribe());
      });
    });
    await expect.poll(() => app.cursors()).toBe(3);
    await page.evaluate(() => window.unfollow());
    await expect.poll(() => app.cursors()).toBe(0);
  });

  test("are freed by a reload", async () => {
    const page = await openFollower();
    await page.reload();
    await untilConnected(page);
    await expect.poll(() => app.cursors()).toBe(0);
  });

  test("are freed by navigation, including back and forward", async () => {
    const page = await openFollower();
    await page.goto(page.url().replace("page.html", "empty.html"));
    await expect.poll(() => app.cursors()).toBe(0);
    await page.goBack();
    await untilConnected(page);
    await page.evaluate(() => void window.fixture.follow("followed"));
    await expect.poll(() => app.cursors()).toBe(1);
    await page.goForward();
    await expect.poll(() => app.cursors()).toBe(0);
  });

  test("survive navigation within the document", async () => {
    const page = await openFollower();
    await page.evaluate(() => {
      location.hash = "elsewhere";
      history.pushState({}, "", "#further");
    });
    await app.app.evaluate(() => host.store.append("followed", 4));
    await page.waitForFunction(() => window.fixture.received["followed"]?.at(-1)?.data === 4);
    await expect.poll(() => app.cursors()).toBe(3);
  });

  test("are freed by a renderer crash, and the reloaded page connects again", async () => {
    const page = await openFollower();
    const id = app.windowOf(page);
    await app.app.evaluate(({ BrowserWindow }, given) => {
      BrowserWindow.fromId(given)!.webContents.forcefullyCrashRenderer();
    }, id);
    await expect.poll(() => app.cursors()).toBe(0);

    // Playwright loses a page that crashes.
    const connected = await app.app.evaluate(async ({ BrowserWindow }, given) => {
      const { webContents } = BrowserWindow.fromId(given)!;
      const loaded = new Promise<void>((resolve) => webContents.once("did-finish-load", () => resolve()));
      webContents.reload();
      await loaded;
      return webContents.executeJavaScript(`(async () => {
        while (window.connected === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
        return (await fixture.streams.head("followed")).path;
      })()`) as Promise<string>;
    }, id);
    expect(connected).toBe("followed");
  });

  test("are freed by closing and by destroying a window", async () => {
    const closed = await openFollower();
    await app.app.evaluate(
      ({ BrowserWindow }, id) => BrowserWindow.fromId(id)!.close(),
      app.windowOf(closed),
    );
    await expect.poll(() => app.cursors()).toBe(0);

    const destroyed = await openFollower();
    await app.app.evaluate(
      ({ BrowserWindow }, id) => BrowserWindow.fromId(id)!.destroy(),
      app.windowOf(destroyed),
    );
    await expect.poll(() => app.cursors()).toBe(0);
  });

  test("of an iframe are freed when it is removed", async () => {
    const page = await app.openPage("empty.html", { nodeIntegrationInSubFrames: true });
    await page.evaluate(() => {
      const frame = document.createElement("iframe");
      frame.name = "inner";
      frame.src = "./page.html";
      document.body.append(frame);
    });
    await expect.poll(() => page.frame("inner")).not.toBeNull();
    const frame = page.frame("inner")!;
    await untilConnected(frame);
    await frame.evaluate(() => void window.fixture.follow("followed"));
    await expect.poll(() => app.cursors()).toBe(1);
    await page.evaluate(() => document.querySelector("iframe")!.remove());
    await expect.poll(() => app.cursors()).toBe(0);
  });
});

declare global {
  interface Window {
    infos: number;
    lists: number;
    unfollow: () => void;
  }
}

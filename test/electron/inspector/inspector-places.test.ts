import type { JSHandle, Locator, Page } from "playwright";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { listenToComplaints } from "../../support/inspector/inspector-page.ts";
import { electronPath } from "../../support/electron/electron-binary.ts";
import { launchApp, storePlaces, type RunningApp } from "../../support/electron/launch-app.ts";

let app: RunningApp;

function createOrders(): Promise<unknown> {
  return app.app.evaluate(() =>
    host.store.create("orders", { contentType: "application/json", data: [{ item: "tea" }] }),
  );
}

async function openInspector(): Promise<Page> {
  const [page] = await Promise.all([
    app.app.waitForEvent("window"),
    app.app.evaluate(() => host.openInspector({ allowInProduction: true })),
  ]);
  await page.getByRole("row", { name: "orders" }).waitFor();
  return page;
}

/** Looks out from now on for a text that may be shown for a moment only: too short to be asked for. */
function shown(place: Locator, text: string): Promise<JSHandle<{ readonly promise: Promise<void> }>> {
  return place.evaluateHandle((node, text) => {
    const promise = new Promise<void>((resolve) => {
      const look = () => node.textContent.includes(text) && resolve();
      new MutationObserver(look).observe(node, { childList: true, subtree: true, characterData: true });
    });
    return { promise };
  }, text);
}

describe.skipIf(!electronPath).each(storePlaces)(
  "<streams-inspector> in an app's page, the store in %s",
  (place) => {
    beforeAll(async () => {
      app = await launchApp({ place });
      await createOrders();
    });
    beforeEach(() => app.closeWindows());
    afterAll(() => app?.stop());

    test("shows nothing unless the app exposes the inspection", async () => {
      await app.app.evaluate(() => host.expose());
      const page = await app.openPage("inspector.html");
      await page.getByText("No access").waitFor();
      expect(await page.getByRole("row", { name: "orders" }).count()).toBe(0);
    });

    test("shows and changes streams, under the page's content security policy", async () => {
      await app.app.evaluate(() => host.expose(undefined, true));
      const page = await app.openPage("inspector.html");
      const complaints = listenToComplaints(page);
      await page.reload();
      await page.getByRole("row", { name: "orders" }).click();
      await page.getByText("tea").first().waitFor();
      await page.getByRole("button", { name: "Append…" }).click();
      await page.getByRole("textbox", { name: "Message, as JSON" }).fill('{"item":"coffee"}');
      await page.getByRole("dialog").getByRole("button", { name: "Append", exact: true }).click();
      await page.getByRole("option").filter({ hasText: "coffee" }).waitFor();
      expect(complaints).toEqual([]);
      // The inspector does not replace the page around it.
      expect(await page.getByRole("heading", { name: "An app" }).count()).toBe(1);
    });
  },
);

describe.skipIf(!electronPath)("a packaged app", () => {
  beforeAll(async () => {
    app = await launchApp({ isPackaged: true });
    await createOrders();
  });
  afterAll(() => app?.stop());

  test("opens no inspector without allowInProduction", async () => {
    const refused = await app.app.evaluate(({ app, BrowserWindow }) => {
      const answer = { isPackaged: app.isPackaged, code: "opened" };
      try {
        host.openInspector({ readOnly: true });
      } catch (error) {
        answer.code = (error as { code: string }).code;
      }
      return { ...answer, windows: BrowserWindow.getAllWindows().length };
    });
    expect(refused).toEqual({ isPackaged: true, code: "FORBIDDEN", windows: 0 });
    await openInspector();
  });
});

describe.skipIf(!electronPath)("when the process of a hosted store ends", () => {
  beforeAll(async () => {
    app = await launchApp({ place: "a process of its own" });
    await createOrders();
  });
  afterAll(() => app?.stop());

  test("the inspector says so, keeps its content and resumes by itself", async () => {
    const page = await openInspector();
    await page.getByRole("row", { name: "orders" }).click();
    await page.getByText("tea").first().waitFor();
    const lost = await shown(page.locator("streams-inspector .banner"), "The connection was lost");
    process.kill(await app.storeProcess(), "SIGKILL");
    await lost.evaluate(({ promise }) => promise);
    expect(await page.getByRole("option").filter({ hasText: "tea" }).count()).toBe(1);
    await app.app.evaluate(() => host.store.append("orders", { item: "coffee" }));
    await page.getByRole("option").filter({ hasText: "coffee" }).waitFor();
    expect(await page.getByText("The connection was lost").count()).toBe(0);
  });
});

import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { openStreamStore, type StreamStore } from "../../src/store/index.ts";
import { launchChromium } from "../support/chromium.ts";
import {
  focused,
  messageRows,
  openInspectorPage,
  openStream,
  streamRow,
  type HostedInspectorPage,
} from "../support/inspector/inspector-page.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

it("says that the connection was lost, and keeps showing the streams", async () => {
  const { store, page, stopHost } = await openOnNewStore();
  await store.create("a");
  await streamRow(page, "a").waitFor();
  await stopHost();
  await page.getByRole("status").filter({ hasText: "Connection lost. Reconnecting…" }).waitFor();
  expect(await streamRow(page, "a").count()).toBe(1);
});

it("greys the streams and messages of a server that has gone, and names the command that brings it back", async () => {
  const { store, page, stopHost } = await openOnNewStore();
  await store.create("a", { contentType: "text/plain", data: "one" });
  await openStream(page, "a");
  await messageRows(page).filter({ hasText: "one" }).waitFor();
  const opacity = () =>
    page
      .locator("streams-inspector .view")
      .first()
      .evaluate((view) => getComputedStyle(view).opacity);
  expect(await opacity()).toBe("1");
  await stopHost();
  const status = page.getByRole("status").filter({ hasText: "Connection lost" });
  await status.getByText("npx electron-durable-streams inspect").waitFor();
  expect(Number(await opacity())).toBeLessThan(1);
  expect(await messageRows(page).filter({ hasText: "one" }).count()).toBe(1);
});

it("runs a shortcut that was pressed before the store answered once it has answered", async () => {
  const { store, page } = await openOnNewStore();
  await store.create("a", { contentType: "text/plain", data: "one" });
  await openStream(page, "a");
  const leadsTo = {
    s: focused(page.getByRole("searchbox", { name: "Filter messages" })),
    m: focused(page.getByRole("listbox", { name: "Messages" })),
    n: page.getByRole("dialog", { name: "Create stream" }),
  };
  for (const [key, place] of Object.entries(leadsTo)) {
    const answer = await reloadWithoutAnswers(page);
    await page.keyboard.press(key);
    answer();
    await place.waitFor();
  }
});

it("runs no waiting shortcut after the focus has moved elsewhere", async () => {
  const { store, page } = await openOnNewStore();
  await store.create("a", { contentType: "text/plain", data: "one" });
  await openStream(page, "a");
  for (const key of ["s", "m", "n"]) {
    const answer = await reloadWithoutAnswers(page);
    await page.keyboard.press(key);
    const elsewhere = page.getByRole("searchbox", { name: "Filter streams by path" });
    await elsewhere.focus();
    answer();
    await messageRows(page).first().waitFor();
    await page.getByRole("button", { name: "Create stream" }).waitFor();
    expect(await focused(elsewhere).count()).toBe(1);
  }
});

async function openOnNewStore(): Promise<HostedInspectorPage & { readonly store: StreamStore }> {
  const store = openStreamStore({ inMemory: true });
  const opened = await openInspectorPage(browser, store);
  onTestFinished(async () => {
    await opened.close();
    await store.close();
  });
  return { ...opened, store };
}

/** Reloads the page and keeps what the store sends from it, until the function that is returned is called. */
async function reloadWithoutAnswers(page: Page): Promise<() => void> {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.routeWebSocket(/./, (socket) =>
    socket.connectToServer().onMessage((message) => void released.then(() => socket.send(message))),
  );
  await page.reload();
  return release;
}

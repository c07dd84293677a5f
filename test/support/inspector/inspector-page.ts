import type { Browser, BrowserContextOptions, Locator, Page } from "playwright";
import { expect } from "vitest";
import { serveInspector } from "../../../src/cli/inspector/host.ts";
import type { ReplicationSource } from "../../../src/ipc/server/replication-source.ts";
import type { StreamStore } from "../../../src/store/index.ts";
import type { HeldWork } from "./hold-work.ts";
import type { InspectedStore } from "./inspected-store.ts";

export interface InspectorPage {
  readonly page: Page;
  /** Errors and security violations in the page's console. */
  readonly complaints: readonly string[];
}

/** A page in a browser, with its web server. */
export interface HostedInspectorPage extends InspectorPage {
  /** Stops the server, which ends the page's connection, and keeps the page open. */
  stopHost(): Promise<void>;
  close(): Promise<void>;
}

export interface InspectorPageOptions extends BrowserContextOptions {
  readonly access?: "read" | "manage";
  readonly replications?: readonly ReplicationSource[];
}

/** What an inspector test works with, in Chromium or in Electron. */
export interface BrowserTest {
  readonly store: InspectedStore;
  /** The label under which the store lists the inspector's connection. */
  readonly label: RegExp;
  /** Opens the inspector on the test's store; closed after the test. */
  open(options?: InspectorPageOptions): Promise<InspectorPage>;
  /** Lets the first step of this work through and holds the others; returns what releases them. */
  hold(work: HeldWork): Promise<() => Promise<void>>;
  /** The file that the page downloads while `act` runs. */
  saved(page: Page, act: () => Promise<void>): Promise<{ readonly name: string; readonly text: string }>;
}

/** Serves the inspector of a store, and opens it in a new page. */
export async function openInspectorPage(
  browser: Browser,
  store: StreamStore,
  { access = "manage", replications = [], ...options }: InspectorPageOptions = {},
): Promise<HostedInspectorPage> {
  const host = await serveInspector(store, { port: 0, access, replications });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints = listenToComplaints(page);
  await page.goto(host.url);
  await page.getByRole("heading", { name: "Streams", exact: true }).waitFor();
  return {
    page,
    complaints,
    stopHost: () => host.close(),
    async close() {
      await context.close();
      await host.close();
    },
  };
}

export function listenToComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.text().includes("Content Security Policy"))
      complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return complaints;
}

/** The row of a stream in the list. */
export function streamRow(page: Page, path: string): Locator {
  return page.getByRole("row").filter({ has: page.getByRole("gridcell", { name: path, exact: true }) });
}

/** The rendered rows of messages. */
export function messageRows(page: Page): Locator {
  return page.getByRole("listbox", { name: "Messages" }).getByRole("option");
}

/** The content of the open message, in any view. */
export function openContent(page: Page): Locator {
  return page.getByRole("group", { name: "Message content" });
}

/** The element, once keys go to it. */
export function focused(element: Locator): Locator {
  return element.and(element.page().locator(":focus"));
}

/** Opens a stream by clicking its row. */
export async function openStream(page: Page, path: string): Promise<void> {
  await streamRow(page, path).click();
  await page.getByRole("heading", { name: path, exact: true }).waitFor();
}

/** Chooses an action of the open stream; returns its dialog. */
export async function choose(page: Page, action: string): Promise<Locator> {
  await page.getByRole("button", { name: "Stream actions" }).click();
  await page.getByRole("menuitem", { name: action }).click();
  return page.getByRole("dialog");
}

/** Chooses the columns of the list of streams: all of them, or those that have content and fit. */
export async function chooseColumns(page: Page, choice: "All" | "Automatic"): Promise<void> {
  const menu = page.getByRole("button", { name: "Columns" });
  await menu.click();
  await page.getByRole("button", { name: choice, exact: true }).click();
  await menu.click();
}

export function button(dialog: Locator, name: string): Locator {
  return dialog.getByRole("button", { name, exact: true });
}

/** The contents of the visible messages, from top to bottom. */
export async function contents(page: Page): Promise<string[]> {
  return messageRows(page).locator(".content").allInnerTexts();
}

/** The same once they are drawn: a scroll may be under way. */
export async function drawnContents(page: Page): Promise<string[]> {
  let drawn: string[] = [];
  await expect
    .poll(async () => {
      const before = drawn;
      drawn = await contents(page);
      return drawn.length > 0 && drawn.join("\n") === before.join("\n");
    })
    .toBe(true);
  return drawn;
}

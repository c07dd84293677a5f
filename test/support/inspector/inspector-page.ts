import type { Browser, BrowserContextOptions, Locator, Page } from "playwright";
import { serveInspector } from "../../../src/cli/inspector/host.ts";
import type { ReplicationSource } from "../../../src/ipc/server/replication-source.ts";
import type { StreamStore } from "../../../src/store/index.ts";

export interface InspectorPage {
  readonly page: Page;
  /** Errors and security violations that the page's console has shown. */
  readonly complaints: readonly string[];
}

/** The page in a browser, and the web server that it came from. */
export interface HostedInspectorPage extends InspectorPage {
  /** Stops the host and keeps the page: its connection is lost. */
  stopHost(): Promise<void>;
  close(): Promise<void>;
}

export interface InspectorPageOptions extends BrowserContextOptions {
  readonly access?: "read" | "manage";
  readonly replications?: readonly ReplicationSource[];
}

/** The inspector on a store, from the real host, in a window of its own. */
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

/** The row of a stream in the table. */
export function streamRow(page: Page, path: string): Locator {
  return page.getByRole("row").filter({ has: page.getByRole("gridcell", { name: path, exact: true }) });
}

/** The rows of messages that are rendered. */
export function messageRows(page: Page): Locator {
  return page.getByRole("listbox", { name: "Messages" }).getByRole("option");
}

/** What is shown of the message that is open, in whatever form. */
export function openContent(page: Page): Locator {
  return page.getByRole("group", { name: "Message content" });
}

/** The element, once keys go to it. */
export function focused(element: Locator): Locator {
  return element.and(element.page().locator(":focus"));
}

/** Opens a stream by its row. */
export async function openStream(page: Page, path: string): Promise<void> {
  await streamRow(page, path).click();
  await page.getByRole("heading", { name: path, exact: true }).waitFor();
}

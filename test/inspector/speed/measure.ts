import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { Browser, CDPSession, Page } from "playwright";
import { serveInspector } from "../../../src/cli/inspector/host.ts";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { launchChromium } from "../../support/chromium.ts";
import { longStream } from "./large-store.ts";
import { forgetTasks, installProbe, readProbe, watch } from "./page-probe.ts";

const messagesPerSecond = 20_000;
const followMs = 6000;
const batchMs = 20;
const followed = "measured/live";
const loadingMs = 2000;

export interface Measured {
  readonly firstContentMs: number;
  readonly longestTaskMs: number;
  readonly pageMegabytes: number;
  readonly followLagMs: number;
}

/**
 * Measures the inspector in Chromium on a store of 100,000 streams, one of which has 10,000,000 messages.
 *
 * @throws Error if the inspector shows something wrong, such as blank frames
 */
export async function measureInspector(directory: string): Promise<Measured> {
  const store = openStreamStore({ directory, cleanupIntervalMs: 0, compactIntervalMs: 0 });
  // Left by a previous run that was interrupted.
  await store.delete(followed).catch(() => undefined);
  const host = await serveInspector(store);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await installProbe(page);
    await page.goto(host.url);
    // Queries would take up to 20 ms of the page's own time, so it is left alone while it loads.
    await delay(loadingMs);
    const { firstContent } = await readProbe(page);
    await page.getByText("100,000 streams").waitFor();
    await forgetTasks(page);
    await scrollStreams(page);
    await openStream(page, longStream);
    await scrollMessages(page);
    const scrolled = await readProbe(page);
    if (scrolled.blankFrames > 0)
      throw new Error(`${scrolled.blankFrames} blank frames of ${scrolled.frames}`);
    const pageMegabytes = await pageMemory(browser, page);
    const { lag, longestTask } = await follow(store, page);
    return {
      firstContentMs: Math.round(firstContent),
      longestTaskMs: Math.round(longestTask),
      pageMegabytes: Math.max(pageMegabytes, await pageMemory(browser, page)),
      followLagMs: Math.round(lag),
    };
  } finally {
    await browser.close();
    await host.close();
    await store.delete(followed).catch(() => undefined);
    await store.close();
  }
}

async function openStream(page: Page, path: string): Promise<void> {
  await page.getByRole("searchbox", { name: "Filter streams by path" }).fill(path);
  await page.getByRole("gridcell", { name: path, exact: true }).click();
  await page.getByRole("heading", { name: path, exact: true }).waitFor();
}

/** Scrolls with the wheel, and to the end and back with the keyboard. */
async function scrollStreams(page: Page): Promise<void> {
  const grid = page.getByRole("grid", { name: "Streams" });
  await grid.hover({ position: { x: 100, y: 300 } });
  await wheel(page, 40, 400);
  await grid.focus();
  await page.keyboard.press("End");
  await page.getByRole("row", { selected: true }).and(page.locator("[aria-rowindex='100001']")).waitFor();
  await page
    .getByRole("gridcell", { name: /^search\// })
    .first()
    .waitFor();
  await page.keyboard.press("Home");
}

async function scrollMessages(page: Page): Promise<void> {
  const list = page.getByRole("listbox", { name: "Messages" });
  await list.getByText('"n": 0,').waitFor();
  await watch(page, "rows");
  await list.hover({ position: { x: 200, y: 200 } });
  await wheel(page, 60, 400);
  await list.focus();
  await page.keyboard.press("End");
  await list.getByText('"n": 9999999').waitFor();
  await wheel(page, 20, -400);
  await page.getByRole("textbox", { name: "Go to offset or time" }).fill("5000000");
  await page.keyboard.press("Enter");
  await list.getByText('"n": 5000000').waitFor();
  await wheel(page, 30, 400);
}

async function wheel(page: Page, times: number, pixels: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    await page.mouse.wheel(0, pixels);
    await delay(16);
  }
}

/** Follows a stream while this process appends to it steadily. */
async function follow(store: StreamStore, page: Page): Promise<{ lag: number; longestTask: number }> {
  await store.create(followed, { contentType: "application/json" });
  await openStream(page, followed);
  await page.getByRole("button", { name: "Follow the tail" }).click();
  const appended = appendSteadily(store);
  await delay(1000);
  await watch(page, "lag");
  const last = await appended;
  const probe = await readProbe(page);
  await page.getByRole("listbox", { name: "Messages" }).getByText(`"n": ${last},`).waitFor();
  return probe;
}

async function appendSteadily(store: StreamStore): Promise<number> {
  const start = performance.now();
  let n = 0;
  for (let elapsed = 0; elapsed < followMs; elapsed = performance.now() - start) {
    const due = Math.floor((elapsed / 1000) * messagesPerSecond) - n;
    const at = Date.now();
    if (due > 0)
      await store.append(
        followed,
        Array.from({ length: due }, () => ({ n: ++n, at, text: "followed" })),
      );
    await delay(batchMs);
  }
  return n;
}

/** The memory of the page in MB: on Linux the private memory of its process, elsewhere its JavaScript heap. */
async function pageMemory(browser: Browser, page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const bytes = process.platform === "linux" ? await privateBytes(browser, page) : await heapBytes(session);
  await session.detach();
  return Math.round(bytes / 1e6);
}

async function privateBytes(browser: Browser, page: Page): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const renderers = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => privateKilobytes(id));
  if (renderers.length === 0) throw new Error(`no process of ${page.url()}`);
  return Math.max(...renderers) * 1024;
}

function privateKilobytes(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  return Number(/^Private_Dirty:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0);
}

async function heapBytes(session: CDPSession): Promise<number> {
  await session.send("Performance.enable");
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "JSHeapTotalSize")?.value ?? 0;
}

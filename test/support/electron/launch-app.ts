import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { WebPreferences } from "electron";
import { _electron, type ElectronApplication, type Frame, type Page } from "playwright";
import type { AccessRules } from "../../../src/ipc/server/access.ts";
import type { isAppPage } from "../../../main/frames/app-pages.ts";
import type { StreamsSender } from "../../../main/frames/frame-access.ts";
import type { hostStreamStore } from "../../../main/host-stream-store.ts";
import type { InspectorOptions } from "../../../main/open-inspector.ts";
import type { openStreamStore, StreamStore, StreamStoreApi } from "../../../src/store/index.ts";
import { killProcess } from "../kill-process.ts";
import { buildApp } from "./build-app.ts";
import { electronArguments, electronPath } from "./electron-binary.ts";

/** The API for tests in the main process of `apps/windows`. */
export interface Host {
  readonly store: StreamStoreApi;
  readonly hostStreamStore: typeof hostStreamStore;
  readonly openStreamStore: typeof openStreamStore;
  readonly isAppPage: typeof isAppPage;
  /** A store that the test opened itself, if any. */
  inspected?: StreamStore;
  openWindow(page: string, preferences?: WebPreferences): Promise<number>;
  /** Uses the app's store by default. */
  openInspector(options?: InspectorOptions, store?: StreamStoreApi): number;
  expose(
    authorize?: (sender: Omit<StreamsSender, "frame">) => AccessRules,
    inspection?: boolean,
    origins?: readonly (string | undefined)[],
  ): void;
  dispose(): void;
}

declare global {
  /** In the main process only. */
  var host: Host;
}

export interface RunningApp {
  readonly app: ElectronApplication;
  /** The app's folder. */
  readonly folder: string;
  /** Opens a page of the app in a new window, and waits until it is connected or refused. */
  openPage(page?: string, preferences?: WebPreferences): Promise<Page>;
  /** The id of the page's BrowserWindow. */
  windowOf(page: Page): number;
  closeWindows(): Promise<void>;
  /** The process id of a hosted store; 0 while it has no process. */
  storeProcess(): Promise<number>;
  /** The number of open subscriptions of the store. */
  cursors(): Promise<number>;
  stop(): Promise<void>;
  /** Kills the main process, as the operating system would. */
  kill(): Promise<void>;
}

/** The processes that a store can run in: windows must see no difference. */
export const storePlaces = ["the main process", "a process of its own"] as const;
export type StorePlace = (typeof storePlaces)[number];

export interface LaunchOptions {
  /** A folder for the app's data, which is kept afterwards. */
  readonly userData?: string;
  /** The main process by default. */
  readonly place?: StorePlace;
  /** Of a hosted store. */
  readonly responseTimeoutMs?: number;
  /** Makes Electron treat the app as packaged. */
  readonly isPackaged?: boolean;
}

/** Builds and starts `apps/windows`. */
export async function launchApp(options: LaunchOptions = {}): Promise<RunningApp> {
  const folder = mkdtempSync(join(tmpdir(), "streams-app-"));
  const userData = options.userData ?? join(folder, "user-data");
  await buildApp(folder);
  const app = await launchHost(folder, userData, {
    ...environment(options.place),
    ...(options.responseTimeoutMs !== undefined && {
      STREAMS_RESPONSE_TIMEOUT_MS: String(options.responseTimeoutMs),
    }),
    ...(options.isPackaged && { ELECTRON_FORCE_IS_PACKAGED: "true" }),
  });
  const ids = new WeakMap<Page, number>();
  return {
    app,
    folder,
    async openPage(page = "page.html", preferences = {}) {
      const [window, id] = await Promise.all([
        app.waitForEvent("window"),
        app.evaluate((_, given) => host.openWindow(given.page, given.preferences as object), {
          page,
          preferences,
        }),
      ]);
      ids.set(window, id);
      if (page.includes("page.html")) await untilConnected(window);
      return window;
    },
    windowOf: (page) => ids.get(page)!,
    closeWindows: () => closeWindows(app),
    storeProcess: () =>
      app.evaluate(({ app }) => app.getAppMetrics().find(({ name }) => name === "Durable Streams")?.pid ?? 0),
    cursors: () => app.evaluate(async () => (await host.store.stats()).subscriptions),
    async stop() {
      await app.close();
      remove(folder);
    },
    async kill() {
      await killProcess(app.process());
      remove(folder);
    },
  };
}

export function environment(place: StorePlace = "the main process"): Record<string, string> {
  return { STREAMS_HOSTED: place === "a process of its own" ? "1" : "0" };
}

/** Starts an app of `apps`. Resolves once its `globalThis.host` exists. */
export async function launchHost(
  app: string,
  userData: string,
  env: Record<string, string> = {},
  args: readonly string[] = [],
): Promise<ElectronApplication> {
  const sign = join(userData, "host-is-there");
  rmSync(sign, { force: true });
  const started = await launch(app, userData, env, args);
  // Playwright connects before the app's module has run. Polling `host` through the debugger would interleave with the
  // app's imports, so this polls for a file instead.
  while (!existsSync(sign)) {
    const { exitCode, signalCode } = started.process();
    if (exitCode !== null || signalCode !== null) throw new Error("the app ended before its host existed");
    await delay(10);
  }
  return started;
}

export function closeWindows(app: ElectronApplication): Promise<void> {
  return app.evaluate(async ({ BrowserWindow }) => {
    // Outside the debugger's call: there Electron crashes on a window that was just hidden and shown again.
    await new Promise((resolve) => setTimeout(resolve));
    for (const window of BrowserWindow.getAllWindows()) window.destroy();
  });
}

export async function launch(
  app: string,
  userData: string,
  env: Record<string, string> = {},
  args: readonly string[] = [],
): Promise<ElectronApplication> {
  const started = await _electron.launch({
    env: { ...(process.env as Record<string, string>), ...env },
    executablePath: electronPath!,
    args: [...electronArguments, ...args, app, `--user-data-dir=${userData}`],
  });
  explainEnd(started.process());
  return started;
}

/** Prints how the app ended, and its last output: Playwright only reports that it is gone. */
function explainEnd(app: ReturnType<ElectronApplication["process"]>): void {
  let output = "";
  app.stderr?.on("data", (text: Buffer) => (output = (output + text.toString()).slice(-4000)));
  app.once("exit", (code, signal) => {
    if (code === 0 || signal === "SIGKILL") return;
    console.error(`Electron ended with ${signal ?? code}; its last output:\n${output}`);
  });
}

function remove(folder: string): void {
  // A process of the app that ends a little later may still write to it.
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

export async function untilConnected(page: Page | Frame): Promise<void> {
  await page.waitForFunction(() => window.connected !== undefined);
}

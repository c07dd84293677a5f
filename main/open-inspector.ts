import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { app, BrowserWindow, type Session } from "electron";
import { inspectorChannel, StreamError } from "../src/protocol/index.ts";
import type { StreamStoreApi } from "../src/store/index.ts";
import { isAppPage, isFileWithin } from "./frames/app-pages.ts";
import { serveFramePorts, type FramePortsOptions } from "./frames/frame-ports.ts";

export interface InspectorOptions {
  /** By default, the title names the open stream. */
  readonly title?: string;
  readonly parent?: BrowserWindow;
  /** Allow viewing only: nothing can be created, appended or deleted. */
  readonly readOnly?: boolean;
  /** Return values of `replicate`, to show them. */
  readonly replications?: FramePortsOptions["replications"];
  /** Open the inspector in a packaged app, too. It shows all content of the store to the app's users. */
  readonly allowInProduction?: boolean;
}

// All files of the built package lie side by side, with these folders among them.
const pageFolder = fileURLToPath(new URL("./inspector", import.meta.url));
const preload = fileURLToPath(new URL("./preload/inspector.cjs", import.meta.url));
const windows = new WeakMap<StreamStoreApi, BrowserWindow>();

/**
 * Opens the inspector on a store, or brings it to the front. A store has one, with the options of the call that
 * opened it. Call it after the app is `ready`.
 *
 * @throws StreamError `FORBIDDEN` in a packaged app, without `allowInProduction`
 */
export function openInspector(store: StreamStoreApi, options: InspectorOptions = {}): BrowserWindow {
  if (app.isPackaged && options.allowInProduction !== true)
    throw new StreamError("FORBIDDEN", "openInspector: a packaged app needs allowInProduction: true");
  const open = windows.get(store);
  if (open && !open.isDestroyed()) return bringToFront(open);
  const window = createWindow(options);
  windows.set(store, window);
  confine(window);
  // Without a title of its own, the window names the open stream, as the page does.
  if (options.title !== undefined) window.on("page-title-updated", (event) => event.preventDefault());

  const access = options.readOnly ? "read" : "manage";
  const stop = serveFramePorts(store, {
    ipc: window.webContents.ipc,
    channel: inspectorChannel,
    authorize: (sender) => (isAppPage(sender, pageFolder) ? access : "none"),
    logger: console,
    refusalHint: () => "only the inspector's own page may connect here",
    inspection: true,
    replications: options.replications,
  });
  window.once("closed", stop);
  window.loadFile(join(pageFolder, "index.html")).catch((error: unknown) => {
    if (!window.isDestroyed()) console.error("electron-durable-streams: the inspector did not load:", error);
  });
  return window;
}

function createWindow({ title = "Streams", parent }: InspectorOptions): BrowserWindow {
  return new BrowserWindow({
    title,
    ...(parent && { parent }),
    width: 1200,
    height: 800,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      // A session apart from the app's, without its preloads and extensions. It persists the last view and saved filters.
      partition: "persist:electron-durable-streams-inspector",
    },
  });
}

/** Restricts the window to its own page, without permissions: it shows content from any page that may append. */
function confine(window: BrowserWindow): void {
  const { webContents } = window;
  webContents.on("will-frame-navigate", (event) => {
    if (!isFileWithin(event.url, pageFolder)) event.preventDefault();
  });
  webContents.setWindowOpenHandler(() => ({ action: "deny" }));
  denyPermissions(webContents.session);
}

function denyPermissions(session: Session): void {
  const isAllowed = (permission: string): boolean => permission === "clipboard-sanitized-write";
  session.setPermissionCheckHandler((_, permission) => isAllowed(permission));
  session.setPermissionRequestHandler((_, permission, answer) => answer(isAllowed(permission)));
}

function bringToFront(window: BrowserWindow): BrowserWindow {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
  return window;
}

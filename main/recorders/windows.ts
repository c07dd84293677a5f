import { app, type BrowserWindow } from "electron";
import type { EventLog } from "./event-log.ts";

/** Records the events of each window, from opening to closing. */
export function recordWindows(log: EventLog): void {
  app.on("browser-window-created", (_, window) => recordWindow(log, window));
}

function recordWindow(log: EventLog, window: BrowserWindow): void {
  // Read now: a closed window has no id any more.
  const { id } = window;
  const record = (event: string, more: object = {}): void => log.write({ window: id, event, ...more });

  record("opened", { title: window.getTitle(), bounds: window.getBounds() });
  window.on("focus", () => record("focused"));
  window.on("blur", () => record("blurred"));
  window.on("minimize", () => record("minimized"));
  window.on("restore", () => record("restored"));
  window.on("maximize", () => record("maximized"));
  window.on("unmaximize", () => record("unmaximized"));
  window.on("resized", () => record("resized", { bounds: window.getBounds() }));
  window.on("unresponsive", () => record("unresponsive"));
  window.on("responsive", () => record("responsive"));
  window.on("closed", () => record("closed"));
  window.webContents.on("did-finish-load", () => record("loaded", { url: window.webContents.getURL() }));
  window.webContents.on("render-process-gone", (_, { reason, exitCode }) =>
    record("crashed", { reason, exitCode }),
  );
}

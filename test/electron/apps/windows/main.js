// An app as its users write it, driven by the tests through `globalThis.host`.
import { join } from "node:path";
import { app, BrowserWindow } from "electron";
import { openStreamStore } from "electron-durable-streams";
import { exposeStreams, openInspector } from "electron-durable-streams/main";

const store = openStreamStore({ directory: join(app.getPath("userData"), "streams") });
let dispose = exposeStreams(store);

globalThis.host = {
  store,
  openInspector: (options) => openInspector(store, options).id,
  dispose: () => dispose(),
  expose(authorize) {
    dispose();
    dispose = exposeStreams(store, authorize && { authorize });
  },
  /** Opens a page of the app, or a URL, and answers with the window's id. */
  async openWindow(page, webPreferences = {}) {
    const window = new BrowserWindow({
      webPreferences: {
        preload: join(import.meta.dirname, "preload.cjs"),
        sandbox: true,
        contextIsolation: true,
        ...webPreferences,
      },
    });
    await window.loadURL(new URL(page, import.meta.url).href);
    return window.id;
  },
};

// The tests close all windows and go on.
app.on("window-all-closed", () => {});
app.on("will-quit", () => void store.close());

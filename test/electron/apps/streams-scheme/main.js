// An app as its users write it, driven by the tests through `globalThis.host`.
import { join } from "node:path";
import { app, BrowserWindow, session } from "electron";
import { openStreamStore } from "electron-durable-streams";
import { handleStreamsScheme } from "electron-durable-streams/main";

const store = openStreamStore({ directory: join(app.getPath("userData"), "streams") });

await app.whenReady();
let dispose = handleStreamsScheme(session.defaultSession, store);

globalThis.host = {
  store,
  handle(options) {
    dispose();
    dispose = handleStreamsScheme(session.defaultSession, store, options);
  },
  /** Opens a page of the app, or a URL, and answers with the window's id. */
  async openWindow(page, webPreferences = {}) {
    const window = new BrowserWindow({
      webPreferences: { sandbox: true, contextIsolation: true, ...webPreferences },
    });
    await window.loadURL(new URL(page, import.meta.url).href);
    return window.id;
  },
};

app.on("window-all-closed", () => {});
app.on("will-quit", () => void store.close());

// An app as users write it. The tests drive it through `globalThis.host`.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { app, BrowserWindow, session } from "electron";
import { openStreamStore } from "electron-durable-streams";
import { handleStreamsScheme, hostStreamStore } from "electron-durable-streams/main";

await app.whenReady();
const directory = join(app.getPath("userData"), "streams");
const isHosted = process.env.STREAMS_HOSTED === "1";
const store = isHosted ? await hostStreamStore({ directory }) : openStreamStore({ directory });
if (!isHosted) app.on("will-quit", () => void store.close());
let dispose = handleStreamsScheme(session.defaultSession, store);

globalThis.host = {
  store,
  handle(options) {
    dispose();
    dispose = handleStreamsScheme(session.defaultSession, store, options);
  },
  /** Opens a page of the app, or a URL. Resolves with the window's id. */
  async openWindow(page, webPreferences = {}) {
    const window = new BrowserWindow({
      webPreferences: { sandbox: true, contextIsolation: true, ...webPreferences },
    });
    await window.loadURL(new URL(page, import.meta.url).href);
    return window.id;
  },
};

writeFileSync(join(app.getPath("userData"), "host-is-there"), "");

app.on("window-all-closed", () => {});
app.on("will-quit", () => void store.close());

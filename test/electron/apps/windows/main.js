// An app as users write it. The tests drive it through `globalThis.host`.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { app, BrowserWindow } from "electron";
import { openStreamStore } from "electron-durable-streams";
import { exposeStreams, hostStreamStore, isAppPage, openInspector } from "electron-durable-streams/main";

void app.whenReady().then(async () => {
  const directory = join(app.getPath("userData"), "streams");
  const isHosted = process.env.STREAMS_HOSTED === "1";
  const responseTimeoutMs = Number(process.env.STREAMS_RESPONSE_TIMEOUT_MS ?? 15_000);
  const store = isHosted
    ? await hostStreamStore({ directory, responseTimeoutMs })
    : openStreamStore({ directory });
  if (!isHosted) app.on("will-quit", () => void store.close());
  globalThis.host = hostOf(store);
  writeFileSync(join(app.getPath("userData"), "host-is-there"), "");
});

// Tests close all windows and continue.
app.on("window-all-closed", () => {});

function hostOf(store) {
  let dispose = exposeStreams(store);
  return {
    store,
    hostStreamStore,
    openStreamStore,
    isAppPage,
    openInspector: (options, inspected = store) => openInspector(inspected, options).id,
    dispose: () => dispose(),
    expose(authorize, inspection = false, origins) {
      dispose();
      dispose = exposeStreams(store, {
        ...(authorize && { authorize }),
        ...(origins && { origins }),
        inspection,
      });
    },
    /** Opens a page of the app, or a URL. Resolves with the window's id. */
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
}

import { join } from "node:path";
import { app, BrowserWindow } from "electron";
import { openStreamStore } from "electron-durable-streams";
import { exposeStreams, openInspector } from "electron-durable-streams/main";
import { notes } from "../streams.ts";

// In development, the page comes from Vite's server, not from the app's own files.
// A packaged app must not take the address of its page from the environment.
const devUrl = app.isPackaged ? undefined : process.env["ELECTRON_RENDERER_URL"];

// A store has one process that writes: a second start of the app shows the window of the first.
if (app.requestSingleInstanceLock()) {
  app.on("window-all-closed", () => app.quit());
  app
    .whenReady()
    .then(start)
    .catch((error: unknown) => {
      console.error("could not start:", error);
      app.exit(1);
    });
} else {
  app.quit();
}

async function start(): Promise<void> {
  const store = openStreamStore({ directory: join(app.getPath("userData"), "streams"), streams: [notes] });
  // An append would create it as well, but the window follows it before there is one.
  await store.create(notes());
  exposeStreams(store, devUrl ? { origins: [devUrl] } : {});

  const window = new BrowserWindow({
    webPreferences: { preload: join(import.meta.dirname, "../preload/index.cjs") },
  });
  app.on("second-instance", () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  window.webContents.on("before-input-event", (_event, { type, key }) => {
    if (type === "keyDown" && key === "F9" && !app.isPackaged) openInspector(store);
  });
  if (devUrl) void window.loadURL(devUrl);
  else void window.loadFile(join(import.meta.dirname, "../renderer/index.html"));
}

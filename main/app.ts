import { join } from "node:path";
import { app, dialog } from "electron";
import type { StreamStoreApi } from "../src/store/index.ts";
import { setUpMenu } from "./app/menu.ts";
import { setUpQuit } from "./app/quit.ts";
import { hostStreamStore } from "./host-stream-store.ts";
import { openInspector } from "./open-inspector.ts";
import { startRecorders } from "./recorders/index.ts";

// No top-level await: Electron becomes ready only after this module has finished.
if (app.requestSingleInstanceLock()) app.whenReady().then(start).catch(fail);
else app.quit();

async function start(): Promise<void> {
  const directory = join(app.getPath("userData"), "streams");
  const store = await hostStreamStore({ directory, closeOnQuit: false });
  const recorders = new AbortController();
  setUpQuit(store, recorders);
  startRecorders(store, recorders.signal);
  setUpInspector(store);
}

function setUpInspector(store: StreamStoreApi): void {
  // This app shows nothing but the inspector, so a packaged one needs it, too.
  const show = (): void => void openInspector(store, { allowInProduction: true });
  show();
  app.on("second-instance", show);
  app.on("activate", show);
  setUpMenu(show);
}

function fail(error: unknown): void {
  console.error(error);
  dialog.showErrorBox(
    "The streams could not be opened",
    error instanceof Error ? error.message : String(error),
  );
  app.exit(1);
}

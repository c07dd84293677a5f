import { join } from "node:path";
import { app, dialog } from "electron";
import type { StreamStoreApi } from "../src/store/index.ts";
import { setUpMenu } from "./app/menu.ts";
import { setUpQuit } from "./app/quit.ts";
import { hostStreamStore } from "./host-stream-store.ts";
import { openInspector } from "./open-inspector.ts";
import { startRecorders } from "./recorders/index.ts";

// No top-level await: Electron is not ready before this module has run to its end.
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
  // The inspector is all that this app shows, also when it is packaged.
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

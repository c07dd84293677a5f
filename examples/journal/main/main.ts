import { app } from "electron";
import { openStreams } from "./streams.ts";
import { setUpMenu } from "./menu.ts";
import { openWindow } from "./window.ts";

// Only one process can write the store: a second start opens a window in the first.
if (app.requestSingleInstanceLock()) app.whenReady().then(start).catch(fail);
else app.quit();

async function start(): Promise<void> {
  setUpMenu(await openStreams());
  openWindow();
  app.on("second-instance", openWindow);
  app.on("activate", openWindow);
  app.on("window-all-closed", () => {
    if (process.platform !== "darwin") app.quit();
  });
}

function fail(error: unknown): void {
  console.error("could not open the journal:", error);
  app.exit(1);
}

import { app } from "electron";
import { openStreams } from "./streams.ts";
import { setUpMenu } from "./menu.ts";
import { openWindow } from "./window.ts";

// One process writes the store: a second start shows the first one's window.
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
  console.error("the journal could not be opened:", error);
  app.exit(1);
}

import { app } from "electron";
import type { StreamStoreApi } from "../../src/store/index.ts";
import { closeBeforeQuit } from "../close-before-quit.ts";

/** Quits with the last window, except on macOS, and stops the recorders before it closes the store. */
export function setUpQuit(store: StreamStoreApi, recorders: AbortController): void {
  app.on("window-all-closed", () => {
    if (process.platform !== "darwin") app.quit();
  });
  closeBeforeQuit(() => {
    recorders.abort();
    return store.close();
  });
}

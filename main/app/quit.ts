import { app } from "electron";
import type { StreamStoreApi } from "../../src/store/index.ts";
import { closeBeforeQuit } from "../close-before-quit.ts";

/** Ends with the last window, but on macOS; nothing is recorded any more when the store is closed. */
export function setUpQuit(store: StreamStoreApi, recorders: AbortController): void {
  app.on("window-all-closed", () => {
    if (process.platform !== "darwin") app.quit();
  });
  closeBeforeQuit(() => {
    recorders.abort();
    return store.close();
  });
}

import { app } from "electron";
import type { StreamStore } from "../../src/store/index.ts";

/**
 * Closes the store before the app ends, where there is time: nothing depends on it, since a system that
 * shuts down may not even announce it.
 */
export function setUpQuit(store: StreamStore, recorders: AbortController): void {
  let isClosed = false;
  app.on("window-all-closed", () => {
    if (process.platform !== "darwin") app.quit();
  });
  app.on("will-quit", (event) => {
    if (isClosed) return;
    event.preventDefault();
    recorders.abort();
    store
      .close()
      .catch((error: unknown) => console.error("the store was not closed:", error))
      .finally(() => {
        isClosed = true;
        // Not before Electron has taken note that this attempt was prevented: it would ignore the next.
        setImmediate(() => app.quit());
      });
  });
}

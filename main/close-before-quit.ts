import { app } from "electron";

/**
 * Closes something before the app ends, where there is time: nothing may depend on it, since a system that
 * shuts down may not even announce it.
 */
export function closeBeforeQuit(close: () => Promise<void>): void {
  app.once("will-quit", (event) => {
    event.preventDefault();
    close()
      .catch((error: unknown) => console.error("electron-durable-streams: the store was not closed:", error))
      // Not before Electron has taken note that this attempt was prevented: it would ignore the next.
      .finally(() => setImmediate(() => app.quit()));
  });
}

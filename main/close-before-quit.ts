import { app } from "electron";

/**
 * Closes something before the app quits. Correctness must not depend on it: when the system shuts down, the app may
 * get no quit event.
 */
export function closeBeforeQuit(close: () => Promise<void>): void {
  app.once("will-quit", (event) => {
    event.preventDefault();
    close()
      .catch((error: unknown) =>
        console.error("electron-durable-streams: the store could not be closed:", error),
      )
      // Electron ignores a second quit until it has processed that the first was prevented.
      .finally(() => setImmediate(() => app.quit()));
  });
}

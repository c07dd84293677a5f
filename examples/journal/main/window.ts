import { join } from "node:path";
import { BrowserWindow, nativeTheme } from "electron";

export function openWindow(): void {
  const window = new BrowserWindow({
    title: "Journal",
    width: 1120,
    height: 760,
    minWidth: 560,
    minHeight: 400,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? "#191817" : "#faf9f7",
    webPreferences: { preload: join(import.meta.dirname, "preload.cjs") },
  });
  window.once("ready-to-show", () => window.show());
  window.webContents.setWindowOpenHandler(() => ({ action: "deny" }));
  window.webContents.on("will-navigate", (event) => event.preventDefault());
  window.loadFile(join(import.meta.dirname, "page", "page.html")).catch((error: unknown) => {
    if (!window.isDestroyed()) console.error("the page did not load:", error);
  });
}

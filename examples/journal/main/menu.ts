import { Menu } from "electron";
import { openInspector } from "electron-durable-streams/main";
import type { Streams } from "./streams.ts";
import { openWindow } from "./window.ts";

/** Without undo and redo: the page has its own, which undo events instead of keystrokes. */
export function setUpMenu({ store, replications }: Streams): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === "darwin" ? [{ role: "appMenu" } as const] : []),
      {
        label: "&File",
        submenu: [
          { label: "New Window", accelerator: "CommandOrControl+Shift+N", click: openWindow },
          { label: "Open Inspector", click: () => openInspector(store, { replications }) },
          { type: "separator" },
          { role: process.platform === "darwin" ? "close" : "quit" },
        ],
      },
      {
        label: "&Edit",
        submenu: [{ role: "cut" }, { role: "copy" }, { role: "paste" }, { role: "selectAll" }],
      },
      { role: "viewMenu" },
      { role: "windowMenu" },
    ]),
  );
}

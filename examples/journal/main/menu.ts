import { Menu } from "electron";
import { openInspector } from "electron-durable-streams/main";
import type { Streams } from "./streams.ts";
import { openWindow } from "./window.ts";

/** Undo and redo are the page's: what they undo is an event, not a keystroke. */
export function setUpMenu({ store, replications }: Streams): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === "darwin" ? [{ role: "appMenu" } as const] : []),
      {
        label: "&File",
        submenu: [
          { label: "New Window", accelerator: "CommandOrControl+Shift+N", click: openWindow },
          { label: "Look into the Streams", click: () => openInspector(store, { replications }) },
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

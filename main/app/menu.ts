import { Menu, type MenuItemConstructorOptions } from "electron";

/** Sets the platform's usual menu, with an item that opens the inspector. */
export function setUpMenu(showInspector: () => void): void {
  const streams: MenuItemConstructorOptions = {
    label: "&Streams",
    submenu: [{ label: "Open Inspector", accelerator: "CommandOrControl+Shift+S", click: showInspector }],
  };
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === "darwin" ? [{ role: "appMenu" } as const] : []),
      { role: "fileMenu" },
      { role: "editMenu" },
      streams,
      { role: "viewMenu" },
      { role: "windowMenu" },
    ]),
  );
}

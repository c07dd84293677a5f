/** The app that the `ipc-*` rows run in Electron: one window, and a store. */
import { join } from "node:path";
import { app, BrowserWindow, ipcMain } from "electron";
import { exposeStreams } from "../../../main/expose-streams.ts";
import { fromMessagePortMain } from "../../../main/frames/message-port-main.ts";
import { openStreamStore } from "../../../src/store/index.ts";
import { IpcHost } from "../host.ts";
import { bareChannel, otherChannel } from "./channels.ts";

declare global {
  /** Set in the main process when the window has loaded. */
  var ipcHost: IpcHost | undefined;
}

await app.whenReady();
const directory = process.env["BENCH_DIRECTORY"]!;
const store = openStreamStore({ directory: join(directory, "ours") });
const host = new IpcHost(store, directory);
exposeStreams(store);
exposeStreams(store, { channel: otherChannel });
ipcMain.on(bareChannel, ({ ports: [port] }) => host.serveBare(fromMessagePortMain(port!)));
const window = new BrowserWindow({
  webPreferences: { preload: join(import.meta.dirname, "preload.cjs"), backgroundThrottling: false },
});
await window.loadFile(join(import.meta.dirname, "page.html"));
globalThis.ipcHost = host;

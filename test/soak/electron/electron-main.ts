// The soak in Electron's main process, bundled from the sources. Its last line of output is the report.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { app } from "electron";
import { ElectronWindows } from "./electron-windows.ts";
import { exposeStreams } from "../../../main/index.ts";
import { Cursor } from "../../../src/ipc/server/cursors/cursor.ts";
import { PortServer } from "../../../src/ipc/server/server.ts";
import { openStreamStore } from "../../../src/store/index.ts";
import { soak, soakStoreOptions } from "../soak.ts";

const folder = app.getAppPath();
const seconds = Number(process.env["SOAK_SECONDS"]);

app.on("window-all-closed", () => {});
await app.whenReady();
const store = openStreamStore({
  directory: join(app.getPath("userData"), "streams"),
  ...soakStoreOptions,
});
exposeStreams(store);
const pageUrl = (page: string) => pathToFileURL(join(folder, page)).href;
const windows = new ElectronWindows(join(folder, "preload.cjs"), pageUrl("page.html"), pageUrl("empty.html"));
const report = await soak(store, windows, { "port servers": PortServer, cursors: Cursor }, seconds);
await store.close();
process.stdout.write(`${JSON.stringify(report)}\n`, () => app.exit(0));

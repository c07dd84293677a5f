// The soak in Electron's main process: an app with the built package installed. Its last line of output is the report.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { app } from "electron";
import { ElectronWindows } from "./electron-windows.ts";
import { exposeStreams, openStreamStore } from "../installed-package.js";
import { soak, soakStoreOptions, type Released } from "../soak.ts";

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
const report = await soak(store, windows, await releasedClasses(), seconds);
await store.close();
process.stdout.write(`${JSON.stringify(report)}\n`, () => app.exit(0));

/** Loaded from the files of the built package, which does not export them. */
async function releasedClasses(): Promise<Released> {
  const server = join(process.env["SOAK_PACKAGE"]!, "dist", "src", "ipc", "server");
  const load = async (file: string) => (await import(pathToFileURL(join(server, file)).href)) as Released;
  const { PortServer } = await load("server.js");
  const { Cursor } = await load(join("cursors", "cursor.js"));
  return { "port servers": PortServer!, cursors: Cursor! };
}

import { join } from "node:path";
import { Cursor } from "../../../src/ipc/server/cursors/cursor.ts";
import { PortServer } from "../../../src/ipc/server/server.ts";
import { openStreamStore } from "../../../src/store/index.ts";
import { NodeWindows } from "./node-windows.ts";
import { soak, soakStoreOptions, type SoakReport } from "../soak.ts";

export async function soakInNode(folder: string, seconds: number): Promise<SoakReport> {
  console.log("!!! no Electron binary found: threads stand in for windows");
  const store = openStreamStore({ directory: join(folder, "streams"), ...soakStoreOptions });
  try {
    return await soak(
      store,
      new NodeWindows(store),
      { "port servers": PortServer, cursors: Cursor },
      seconds,
    );
  } finally {
    await store.close();
  }
}

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import sirv from "sirv";
import { build, type PluginOption } from "vite";
import { WebSocketServer } from "ws";
import { fromWebSocket } from "../../src/ipc/ports/web-socket-port.ts";
import { servePort } from "../../src/ipc/server/server.ts";
import type { StreamStore } from "../../src/store/index.ts";

/**
 * Builds a page and serves it together with a store. The port that the page gives to its preload (preload.ts) leads over a
 * WebSocket to the same server as the ports of Electron's windows.
 */
export async function servePage(folder: string, store: StreamStore, plugins: PluginOption[]) {
  await build({
    root: folder,
    base: "./",
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    plugins,
    // Angular's compiler is large. Only this test has it in the page.
    build: {
      target: "chrome130",
      chunkSizeWarningLimit: 2000,
      rolldownOptions: { input: join(folder, "page.html") },
    },
  });
  const server = createServer(sirv(join(folder, "dist")));
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket) => servePort(store, fromWebSocket(socket), { access: "manage" }));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/page.html`,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

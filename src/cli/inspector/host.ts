import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import type { AccessRules } from "../../ipc/server/access.ts";
import { fromWebSocket } from "../../ipc/ports/web-socket-port.ts";
import type { ReplicationSource } from "../../ipc/server/replication-source.ts";
import { servePort } from "../../ipc/server/server.ts";
import { StreamError } from "../../protocol/errors.ts";
import type { StreamStore } from "../../store/index.ts";
import { inspectorFiles } from "./files.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { RequestGuard, type Refusal } from "./request-guard.ts";

export interface InspectorHostOptions {
  /** A free one by default. */
  readonly port?: number;
  /** What the inspector may do; everything by default. */
  readonly access?: AccessRules;
  /** Replications to show, as returned by `replicate`. */
  readonly replications?: readonly ReplicationSource[];
}

export interface InspectorHost {
  /** The address to open; it contains the token. */
  readonly url: string;
  /** Closes all connections; the store stays open. */
  close(): Promise<void>;
}

const loopback = "127.0.0.1";
/** Fits several messages of the default maximum size, because a frame holds everything that is sent in one turn. */
const maxFrameBytes = 64 * 1024 * 1024;

/**
 * Serves a store's inspector to browsers on this machine that have the URL with the token.
 *
 * @throws StreamError `BAD_REQUEST` if the port is in use or not allowed, or the inspector is not built
 */
export async function serveInspector(
  store: StreamStore,
  options: InspectorHostOptions = {},
): Promise<InspectorHost> {
  const { port = 0, access = "manage" } = options;
  const serveFile = inspectorFiles();
  const server = createServer();
  await listen(server, port);
  const guard = new RequestGuard((server.address() as AddressInfo).port);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxFrameBytes });
  let browsers = 0;
  const serve = (socket: WebSocket, connection: Duplex) => {
    const label = `browser ${++browsers}`;
    const { replications } = options;
    const browser = fromWebSocket(socket);
    servePort(store, browser, { access, inspection: true, label, replications });
    startHeartbeat(socket, connection, browser);
  };

  server.on("request", (request, response) => {
    const refusal = guard.refusePage(request);
    if (!refusal) {
      const cookie = guard.cookieFor(request);
      if (cookie !== undefined) response.setHeader("Set-Cookie", cookie);
      return serveFile(request, response);
    }
    response.writeHead(refusal.status, {
      "Content-Type": "text/plain; charset=utf-8",
      "Cache-Control": "no-store",
    });
    response.end(`${refusal.text}\n`);
  });
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    const refusal = guard.refusePort(request);
    if (refusal) return void socket.end(refusalHead(refusal));
    sockets.handleUpgrade(request, socket, head, (open) => serve(open, socket));
  });

  return {
    url: guard.url,
    close: () => closeAll(server, sockets),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === "EADDRINUSE" ? "is in use" : `cannot be used: ${error.code ?? error.message}`;
      reject(new StreamError("BAD_REQUEST", `port ${port} ${reason}`));
    });
    server.listen(port, loopback, resolve);
  });
}

function refusalHead({ status, text }: Refusal): string {
  return `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${text.length + 1}\r\n\r\n${text}\n`;
}

function closeAll(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const socket of sockets.clients) socket.terminate();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

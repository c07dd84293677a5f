import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { inspectorSilenceMs } from "../../ipc/ports/web-socket-port.ts";
import type { Port } from "../../protocol/ipc/messages.ts";
import { Watchdog } from "../../waiting/watchdog.ts";

/**
 * Ends a connection that has died without an event, and lets the page notice the same. `connection` carries `socket`, and
 * `port` is made of it.
 */
export function startHeartbeat(socket: WebSocket, connection: Duplex, port: Port): void {
  const watchdog = new Watchdog(
    inspectorSilenceMs,
    () => socket.terminate(),
    () => {
      // Answered by the browser, also while its page is stopped in a debugger. The page does not see it.
      socket.ping();
      port.post([]);
    },
  );
  // Not only whole frames: a large one may take longer than the timeout.
  connection.on("data", () => watchdog.alive());
  socket.once("close", () => watchdog.stop());
}

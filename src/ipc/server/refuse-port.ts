import type { StreamError } from "../../protocol/errors.ts";
import type { Port, ServerMessage } from "../../protocol/ipc/messages.ts";

/** Closes a port, and tells its other end why. The client then does not ask for another one. */
export function refusePort(port: Port, error: StreamError): void {
  const refused: ServerMessage = { kind: "refused", error: error.toWire() };
  port.post([refused]);
  port.close();
}

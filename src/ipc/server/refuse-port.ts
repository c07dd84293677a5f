import type { StreamError } from "../../protocol/errors.ts";
import type { Port, ServerMessage } from "../../protocol/ipc/messages.ts";
import { toWindowError, type ToWire } from "./wire-error.ts";

/**
 * Closes a port, and tells its other end why: a window by default. The client then does not ask for another one.
 */
export function refusePort(port: Port, error: StreamError, toWire: ToWire = toWindowError): void {
  const refused: ServerMessage = { kind: "refused", error: toWire(error) };
  port.post([refused]);
  port.close();
}

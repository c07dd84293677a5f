import type { AccessRules } from "../ipc/access.ts";
import type { StreamError } from "../protocol/errors.ts";

/** Serves the ports of windows, from a store in this process or in another one. */
export interface PortHost<P> {
  serve(port: P, access: AccessRules): ServedPort;
}

export interface ServedPort {
  /** Closes it, and tells its other end why. */
  refuse(error: StreamError): void;
  close(): void;
  /** Called once, when the port is closed at either end, or its host is gone. */
  onClose(listener: () => void): void;
}

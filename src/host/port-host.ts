import type { PortRights } from "../ipc/server/server.ts";
import type { StreamError } from "../protocol/errors.ts";

/** Serves ports of windows from a store in this process or in another one. */
export interface PortHost<P> {
  serve(port: P, rights: PortRights): ServedPort;
}

export interface ServedPort {
  /** Closes the port, and tells its other end why. */
  refuse(error: StreamError): void;
  close(): void;
  /** `listener` is called once, when the port is closed at either end or its host is gone. */
  onClose(listener: () => void): void;
}

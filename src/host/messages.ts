import type { PortRights } from "../ipc/server/server.ts";
import type { WireError } from "../protocol/errors.ts";
import type { Logger, StoreOptions } from "../store/index.ts";

/** The options of a store that can be sent to its process. The logger stays, and receives the process's lines. */
export type HostedStoreOptions = Omit<StoreOptions, "now" | "logger" | "inMemory">;

/** To the store's process. `serve` comes with the port; the sender chooses ids. */
export type ParentMessage =
  | { readonly kind: "open"; readonly options: HostedStoreOptions }
  /** Asks for a `pong`. */
  | { readonly kind: "ping" }
  | { readonly kind: "serve"; readonly id: number; readonly rights: PortRights | "owner" }
  /** Closes a port, and tells its other end the `error` if there is one. */
  | { readonly kind: "release"; readonly id: number; readonly error?: WireError };

/** From the store's process. */
export type HostMessage =
  | { readonly kind: "opened" }
  | { readonly kind: "pong" }
  | { readonly kind: "failed"; readonly error: WireError }
  /** The other end of a port is gone. */
  | { readonly kind: "released"; readonly id: number }
  | { readonly kind: "log"; readonly level: keyof Logger; readonly text: string };

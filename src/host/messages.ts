import type { PortRights } from "../ipc/server/server.ts";
import type { WireError } from "../protocol/errors.ts";
import type { Logger, StoreOptions } from "../store/index.ts";

/** Options of a store that may cross to its process; the logger stays behind, and is sent the lines. */
export type HostedStoreOptions = Omit<StoreOptions, "now" | "logger" | "inMemory">;

/** To the store's process. With `serve` goes the port; ids are the sender's. */
export type ParentMessage =
  | { readonly kind: "open"; readonly options: HostedStoreOptions }
  | { readonly kind: "serve"; readonly id: number; readonly rights: PortRights | "owner" }
  /** Closes a port, and tells its other end why where there is an `error`. */
  | { readonly kind: "release"; readonly id: number; readonly error?: WireError };

/** From the store's process. */
export type HostMessage =
  | { readonly kind: "opened" }
  | { readonly kind: "failed"; readonly error: WireError }
  /** The other end of a port is gone. */
  | { readonly kind: "released"; readonly id: number }
  | { readonly kind: "log"; readonly level: keyof Logger; readonly text: string };

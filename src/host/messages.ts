import type { PortRights } from "../ipc/server/server.ts";
import type { WireError } from "../protocol/errors.ts";
import type { Logger, StoreOptions } from "../store/index.ts";

/** The options of a store that can be sent to its process. The logger stays, and receives the process's lines. */
type SendableOptions = Omit<StoreOptions, "now" | "logger" | "inMemory" | "streams">;

export interface HostedStoreOptions extends SendableOptions {
  /**
   * The module that exports the definitions of the app's streams, such as `new URL("./streams.js", import.meta.url)`. The
   * store's process imports it: schemas cannot be sent there. Every export made by `defineStream` counts; see `streams` of
   * `openStreamStore`.
   */
  readonly streams?: URL;
}

/** The options as they are sent: with the text of the module's URL. */
export interface SentOptions extends SendableOptions {
  readonly streams?: string;
}

/** To the store's process. `serve` comes with the port; the sender chooses ids. */
export type ParentMessage =
  | { readonly kind: "open"; readonly options: SentOptions }
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

import type { WireError } from "../errors.ts";
import type { Offset } from "../offset.ts";

/** The version of this message union. A server that speaks another one refuses the connection. */
export const ipcVersion = 3;

/** What a cursor delivers: pages of messages, a stream's info, a page of the list, how replications stand; each then live. */
export const cursorNames = ["messages", "info", "list", "replication"] as const;
export type CursorName = (typeof cursorNames)[number];

/** Window to store. `id` is chosen by the client (but that of a mark), and is unique among its open calls and cursors. */
export type ClientMessage =
  | {
      readonly kind: "call";
      readonly id: number;
      /** One of `StreamOperations`, or of what the other end offers besides (`PortExtras`). */
      readonly operation: string;
      readonly args: readonly unknown[];
    }
  /**
   * Calls of `append` in a row, to one path and without options: the first has this id, each other one the next. All
   * else is as if they had come one by one, but that one takes several times as long to cross.
   */
  | ({ readonly kind: "appends"; readonly id: number; readonly path: string } & PackedAppends)
  | {
      readonly kind: "open";
      readonly id: number;
      /** A `CursorName`, or one that the other end offers besides. */
      readonly cursor: string;
      readonly args: readonly unknown[];
      readonly credit: number;
    }
  /** Allows the cursor `credit` more values: without credit it reads nothing and holds nothing. */
  | { readonly kind: "credit"; readonly id: number; readonly credit: number }
  | { readonly kind: "cancel"; readonly id: number }
  /** All that came before the mark `id` has been taken. */
  | { readonly kind: "passed"; readonly id: number };

/** What each of them appends: bytes, end to end, with their lengths; or anything. */
export type PackedAppends =
  | { readonly data: Uint8Array; readonly lengths: Uint32Array }
  | { readonly values: readonly unknown[] };

/** Store to window. */
export type ServerMessage =
  | { readonly kind: "ready"; readonly version: number }
  | { readonly kind: "refused"; readonly error: WireError }
  | { readonly kind: "result"; readonly id: number; readonly value: unknown }
  /** The results of calls that came as `appends`: of this one and those after it, which are no duplicates. */
  | { readonly kind: "appended"; readonly id: number; readonly offsets: readonly Offset[] }
  | { readonly kind: "next"; readonly id: number; readonly value: unknown }
  | { readonly kind: "end"; readonly id: number }
  /** Ends a call, or a cursor. */
  | { readonly kind: "error"; readonly id: number; readonly error: WireError }
  /**
   * To be answered with `passed` and the same id, which nobody can guess: ports know no backpressure, so
   * this tells how much of what was sent has been taken. Too much that was not, and the store waits.
   */
  | { readonly kind: "mark"; readonly id: number };

/**
 * Ports carry arrays of messages: all that was sent within one turn of the event loop goes as one,
 * which is what makes pipelined calls ten times faster than single ones.
 */
export type Batch<Message> = readonly Message[];

/**
 * What both sides need of a port. Injected, so that the same server and client run over Electron's
 * MessagePort, over Node's, and over a WebSocket.
 */
export interface Port {
  /** @throws if the value cannot be cloned */
  post(value: unknown): void;
  /** Called once, with everything that arrives from then on. */
  onMessage(listener: (value: unknown) => void): void;
  /** Called once, when the other side is gone or `close` was called. */
  onClose(listener: () => void): void;
  close(): void;
}

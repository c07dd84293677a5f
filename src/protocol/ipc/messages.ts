import type { WireError } from "../errors.ts";
import type { Offset } from "../offset.ts";

/** The version of these messages. A client refuses a server that speaks another one. */
export const ipcVersion = 5;

/** The cursors of a port: pages of messages, a stream's info, a page of the list, the state of replications. All are live. */
export const cursorNames = ["messages", "info", "list", "replication"] as const;
export type CursorName = (typeof cursorNames)[number];

/**
 * Window to store. The client chooses each `id`, unique among its open calls and cursors; only that of a mark is the
 * server's.
 */
export type ClientMessage =
  | {
      readonly kind: "call";
      readonly id: number;
      /** One of `StreamOperations`, or of the port's additional operations (`PortExtras`). */
      readonly operation: string;
      /** The data of messages crosses as `takeData` returns it: values as JSON text. */
      readonly args: readonly unknown[];
    }
  /**
   * Consecutive calls of `append` to one path, without options: the first has this id, the following ones count up from it.
   * They mean the same as single calls, which take several times as long to send.
   */
  | ({ readonly kind: "appends"; readonly id: number; readonly path: string } & PackedAppends)
  | {
      readonly kind: "open";
      readonly id: number;
      /** A `CursorName`, `fetchCursor`, or one of the port's additional cursors. */
      readonly cursor: string;
      readonly args: readonly unknown[];
      readonly credit: number;
    }
  /** Allows the cursor to send `credit` more values. Without credit it reads nothing and holds nothing. */
  | { readonly kind: "credit"; readonly id: number; readonly credit: number }
  | { readonly kind: "cancel"; readonly id: number }
  /** The client has read `count` messages that did not fit the schema it reads them with. */
  | { readonly kind: "invalid"; readonly id: number; readonly count: number }
  /** A part of the body of the `fetch` with this id; the last one has no data. Each uses one credit (`initialBodyCredit`). */
  | { readonly kind: "part"; readonly id: number; readonly data?: Uint8Array }
  /** The client has received everything before the mark `id`. */
  | { readonly kind: "passed"; readonly id: number };

/** The data of each append: bytes, joined, with their lengths; or what `takeData` returned for it. */
export type PackedAppends =
  | { readonly data: Uint8Array; readonly lengths: Uint32Array }
  | { readonly values: readonly unknown[] };

/** Store to window. */
export type ServerMessage =
  | { readonly kind: "ready"; readonly version: number }
  | { readonly kind: "refused"; readonly error: WireError }
  /** From the main process: the port is passed on to the process of a hosted store, which has not responded for a while. */
  | { readonly kind: "forwarded" }
  | { readonly kind: "result"; readonly id: number; readonly value: unknown }
  /** The results of consecutive calls that came as `appends`, from `id` on. None of them is a duplicate. */
  | { readonly kind: "appended"; readonly id: number; readonly offsets: readonly Offset[] }
  | { readonly kind: "next"; readonly id: number; readonly value: unknown }
  | { readonly kind: "end"; readonly id: number }
  /** Allows the client to send `credit` more parts of the body of a `fetch`. */
  | { readonly kind: "credit"; readonly id: number; readonly credit: number }
  /** Ends a call or a cursor. */
  | { readonly kind: "error"; readonly id: number; readonly error: WireError }
  /**
   * The client returns a mark as `passed`. Ports have no backpressure, so marks tell the store how much the client has
   * received; with too much unreceived, the store pauses. The id is random, so a client cannot return it early.
   */
  | { readonly kind: "mark"; readonly id: number };

/**
 * Ports carry arrays of messages: everything sent within one turn of the event loop is one array, which makes pipelined
 * calls ten times faster than single ones.
 */
export type Batch<Message> = readonly Message[];

/**
 * The part of a port that both sides use. It is injected, so that the same server and client run over Electron's
 * `MessagePort`, over Node's, and over a WebSocket.
 */
export interface Port {
  /** @throws if the value cannot be cloned */
  post(value: unknown): void;
  /** Call it once; the listener gets every message from then on. */
  onMessage(listener: (value: unknown) => void): void;
  /** Call it once; the listener is called once, after the other side has closed or `close` was called. */
  onClose(listener: () => void): void;
  close(): void;
}

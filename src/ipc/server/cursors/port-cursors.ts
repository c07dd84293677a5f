import { StreamError } from "../../../protocol/errors.ts";
import type { ClientMessage, ServerMessage } from "../../../protocol/ipc/messages.ts";
import { expandedSize } from "../../shared/expanded-size.ts";
import type { Held } from "../../../waiting/held.ts";
import { debugFailure } from "../debug-port.ts";
import type { ToWire } from "../wire-error.ts";
import { Cursor, type OpenSource } from "./cursor.ts";

export type OpenMessage = Extract<ClientMessage, { kind: "open" }>;

/** Limits of one port. The client of this package stays far below them. */
const maxCursors = 1000;
/** Lower, because each commit makes every one of them read its page of the list again. */
const maxListCursors = 16;
/** Size of one cursor's arguments, in the unit of `expandedSize`: a path and a few options. */
const maxArgumentsSize = 100;

interface PortCursorsOptions {
  /** Names the port in debug output. */
  readonly label: string;
  readonly openSource: (message: OpenMessage, signal: AbortSignal) => ReturnType<OpenSource>;
  readonly send: (message: ServerMessage) => void;
  readonly toWire: ToWire;
}

/** The open cursors of one port, by the ids that the client gave them. */
export class PortCursors {
  readonly #options: PortCursorsOptions;
  readonly #open = new Map<number, Cursor>();
  readonly #lists = new Set<Cursor>();

  constructor(options: PortCursorsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#open.size;
  }

  get held(): Held {
    return { cursors: this.#open.size, "list cursors": this.#lists.size };
  }

  /** @throws StreamError `BAD_REQUEST`, `TOO_MANY` */
  open(message: OpenMessage): void {
    const { id, cursor: name, args, credit } = message;
    const { label, openSource, send, toWire } = this.#options;
    if (this.#open.has(id)) throw new StreamError("BAD_REQUEST", "malformed message: its id is in use");
    if (this.#open.size >= maxCursors)
      throw new StreamError("TOO_MANY", `more than ${maxCursors} open cursors`);
    if (expandedSize(args) > maxArgumentsSize)
      throw new StreamError("BAD_REQUEST", "malformed message: its arguments are too large");
    const isList = name === "list" || name === "browse";
    if (isList && this.#lists.size >= maxListCursors)
      throw new StreamError("TOO_MANY", `more than ${maxListCursors} open list cursors`);
    const cursor = new Cursor(credit, {
      next: (value) => send({ kind: "next", id, value }),
      end: () => this.#finish(id, cursor, { kind: "end", id }),
      fail: (error) => {
        debugFailure(label, name, args[0], error);
        this.#finish(id, cursor, { kind: "error", id, error: toWire(error) });
      },
    });
    this.#open.set(id, cursor);
    if (isList) this.#lists.add(cursor);
    cursor.run((signal) => openSource(message, signal));
  }

  grant(id: number, credit: number): void {
    this.#open.get(id)?.grant(credit);
  }

  cancel(id: number): void {
    this.#open.get(id)?.cancel();
    this.#forget(id);
  }

  cancelAll(): void {
    for (const cursor of this.#open.values()) cursor.cancel();
    this.#open.clear();
    this.#lists.clear();
  }

  #finish(id: number, cursor: Cursor, message: ServerMessage): void {
    // After a cancellation the client may have used the id again.
    if (this.#open.get(id) !== cursor) return;
    this.#forget(id);
    this.#options.send(message);
  }

  #forget(id: number): void {
    const cursor = this.#open.get(id);
    if (cursor) this.#lists.delete(cursor);
    this.#open.delete(id);
  }
}

import { StreamError } from "../../../protocol/errors.ts";
import type { ClientMessage, ServerMessage } from "../../../protocol/ipc/messages.ts";
import { fetchCursor } from "../../../protocol/ipc/fetch.ts";
import { expandedSize } from "../../shared/expanded-size.ts";
import type { Held } from "../../../waiting/held.ts";
import { debugFailure } from "../debug-port.ts";
import type { ToWire } from "../wire-error.ts";
import { Cursor, type OpenSource } from "./cursor.ts";

export type OpenMessage = Extract<ClientMessage, { kind: "open" }>;

/** Limits of one port. The client of this package stays far below them. */
const maxCursors = 1000;
/** Size of one cursor's arguments, in the unit of `expandedSize`: a path and a few options. */
const maxArgumentsSize = 100;

interface Kind {
  /** Names them in an error. */
  readonly name: string;
  readonly max: number;
  readonly maxArgumentsSize: number;
}

/** Few, because each commit makes every one of them read its page of the list again. */
const lists: Kind = { name: "list cursors", max: 16, maxArgumentsSize };
/** Each may hold two pages and parts of two bodies. Its argument has headers, which count five each. */
const fetches: Kind = { name: "requests of fetch", max: 256, maxArgumentsSize: 1000 };

const kindByCursor: Readonly<Record<string, Kind>> = { list: lists, browse: lists, [fetchCursor]: fetches };

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
  readonly #kinds = new Map<Kind, Set<Cursor>>([
    [lists, new Set()],
    [fetches, new Set()],
  ]);

  constructor(options: PortCursorsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#open.size;
  }

  get held(): Held {
    const kinds = [...this.#kinds].map(([{ name }, { size }]) => [name, size] as const);
    return { cursors: this.#open.size, ...Object.fromEntries(kinds) };
  }

  /** @throws StreamError `BAD_REQUEST`, `TOO_MANY` */
  open(message: OpenMessage): void {
    const { id, cursor: name, args, credit } = message;
    const { label, openSource, send, toWire } = this.#options;
    if (this.#open.has(id)) throw new StreamError("BAD_REQUEST", "malformed message: its id is in use");
    if (this.#open.size >= maxCursors)
      throw new StreamError("TOO_MANY", `more than ${maxCursors} open cursors`);
    const kind = Object.hasOwn(kindByCursor, name) ? kindByCursor[name] : undefined;
    if (expandedSize(args) > (kind?.maxArgumentsSize ?? maxArgumentsSize))
      throw new StreamError("BAD_REQUEST", "malformed message: its arguments are too large");
    if (kind && this.#kinds.get(kind)!.size >= kind.max)
      throw new StreamError("TOO_MANY", `more than ${kind.max} open ${kind.name}`);
    const cursor = new Cursor(credit, {
      next: (value) => send({ kind: "next", id, value }),
      end: () => this.#finish(id, cursor, { kind: "end", id }),
      fail: (error) => {
        debugFailure(label, name, subjectOf(args[0]), error);
        this.#finish(id, cursor, { kind: "error", id, error: toWire(error) });
      },
    });
    this.#open.set(id, cursor);
    if (kind) this.#kinds.get(kind)!.add(cursor);
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
    for (const cursors of this.#kinds.values()) cursors.clear();
  }

  #finish(id: number, cursor: Cursor, message: ServerMessage): void {
    // After a cancellation the client may have used the id again.
    if (this.#open.get(id) !== cursor) return;
    this.#forget(id);
    this.#options.send(message);
  }

  #forget(id: number): void {
    const cursor = this.#open.get(id);
    if (cursor) for (const cursors of this.#kinds.values()) cursors.delete(cursor);
    this.#open.delete(id);
  }
}

/** The URL of a request, or the path of a stream. */
function subjectOf(argument: unknown): unknown {
  return (argument as { url?: unknown } | null | undefined)?.url ?? argument;
}

import { StreamError } from "../../protocol/errors.ts";
import {
  ipcVersion,
  type ClientMessage,
  type CursorName,
  type Port,
  type ServerMessage,
} from "../../protocol/ipc/messages.ts";
import type { OperationName } from "../../protocol/operations.ts";
import type { ReplicationOperationName } from "../../protocol/replication.ts";
import { toWireError } from "./wire-error.ts";
import type { StreamStore } from "../../store/index.ts";
import type { AccessRules } from "./access.ts";
import { callOperation } from "./calls/call-operation.ts";
import { answerSize } from "./answer-size.ts";
import { CallLimits } from "./calls/call-limits.ts";
import { CallQueue } from "./calls/call-queue.ts";
import { Cursor, type OpenSource } from "./cursors/cursor.ts";
import { debug, debugFailure } from "./debug-port.ts";
import { expandedSize } from "../shared/expanded-size.ts";
import {
  callInspection,
  isInspectionCursor,
  isInspectionOperation,
  openInspectionCursor,
  takesTurns,
  type InspectionAccess,
} from "./inspection.ts";
import { openCursor } from "./cursors/open-cursor.ts";
import { enterPort } from "./open-ports.ts";
import { Outbox } from "../shared/outbox.ts";
import { answerTo, packAppended, unpackAppends, type Call } from "./calls/packed-appends.ts";
import type { PortExtras } from "./port-extras.ts";
import type { ReplicationSource } from "./replication-source.ts";
import { SendWindow } from "./send-window.ts";
import { checkClientMessage, idOf, isBatch, noId } from "./calls/validate.ts";

/** What a port may do, as its host says: it can be told to another process. */
export interface PortRights {
  /** What the window behind the port may do; see `AccessRules`. */
  readonly access: AccessRules;
  /** Serve the inspection, too: for the inspector's own window, never for those of an app. */
  readonly inspection?: boolean;
  /** What the inspector calls this port; such as the title of its window. */
  readonly label?: string;
}

export interface PortServerOptions extends PortRights {
  /** For the process that the store is hosted for; windows have none. */
  readonly extras?: PortExtras;
  /** What the window may see, and with "manage" control, of replication. */
  readonly replications?: readonly ReplicationSource[] | undefined;
  /** Called once, when the port is closed at either end. */
  readonly onClose?: () => void;
}

/** What one port may hold open; a client of ours stays far below. */
const maxCursors = 1000;
/** Each commit makes every one of them read its page of the list again. */
const maxListCursors = 16;
/** What the arguments of one cursor may hold, as `expandedSize` counts: a path and a few options. */
const maxCursorSize = 100;

/**
 * Serves a store to whoever holds the other end of the port, until that is gone or `close` is called.
 * Nothing that arrives can throw here: it is answered.
 */
export function servePort(store: StreamStore, port: Port, options: PortServerOptions): PortServer {
  return new PortServer(store, port, options);
}

export class PortServer {
  readonly #store: StreamStore;
  readonly #port: Port;
  readonly #access: AccessRules;
  readonly #extras: PortExtras | undefined;
  readonly #onClose: (() => void) | undefined;
  readonly #replications: readonly ReplicationSource[];
  readonly #outbox: Outbox<ServerMessage>;
  readonly #cursors = new Map<number, Cursor>();
  readonly #listCursors = new Set<Cursor>();
  readonly #window = new SendWindow((id) => this.#outbox.put({ kind: "mark", id }));
  readonly #queue = new CallQueue(() => this.#window.ready());
  readonly #inspection: InspectionAccess;
  /** What an inspector asks that takes turns of its own must hold up nothing else. */
  readonly #turns = new CallQueue(() => this.#window.ready());
  readonly #leave: () => void;
  readonly label: string;
  readonly #limits = new CallLimits();
  #closed = false;

  /** Use `servePort`. */
  constructor(store: StreamStore, port: Port, options: PortServerOptions) {
    const { access, inspection = false, label = "window", extras, replications = [], onClose } = options;
    this.#store = store;
    this.#port = port;
    this.#access = access;
    this.#inspection = { isServed: inspection, rules: access };
    this.label = label;
    this.#extras = extras;
    this.#replications = replications;
    this.#onClose = onClose;
    this.#leave = enterPort(store, this);
    this.#outbox = new Outbox(port, () => this.close(), packAppended);
    port.onClose(() => this.close());
    port.onMessage((value) => this.#receive(value));
    debug("%s: connected, with access %o", label, access);
    this.#send({ kind: "ready", version: ipcVersion });
  }

  /** Cursors that are open now. */
  get cursors(): number {
    return this.#cursors.size;
  }

  /** Calls without an answer. */
  get calls(): number {
    return this.#limits.calls;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#leave();
    debug("%s: gone, and %d cursors with it", this.label, this.#cursors.size);
    this.#queue.clear();
    this.#turns.clear();
    this.#window.close();
    for (const cursor of this.#cursors.values()) cursor.cancel();
    this.#cursors.clear();
    this.#listCursors.clear();
    this.#port.close();
    this.#onClose?.();
  }

  #receive(batch: unknown): void {
    if (this.#closed) return;
    if (!isBatch(batch)) {
      this.#fail(noId, new StreamError("BAD_REQUEST", "malformed message: not a batch"));
      return;
    }
    for (const message of batch) {
      if (this.#closed) return;
      try {
        this.#handle(checkClientMessage(message, this.#extras));
      } catch (error) {
        this.#fail(idOf(message), error);
      }
    }
  }

  #handle(message: ClientMessage): void {
    switch (message.kind) {
      case "call":
        return this.#call(message, answerTo.call);
      case "appends":
        return this.#appends(message);
      case "open":
        return this.#open(message);
      case "credit":
        return this.#cursors.get(message.id)?.grant(message.credit);
      case "cancel":
        this.#cursors.get(message.id)?.cancel();
        return this.#forget(message.id);
      case "passed":
        if (this.#window.passed(message.id)) return;
        // Its id is none that the client chose.
        this.#fail(noId, new StreamError("BAD_REQUEST", "malformed message: no such mark"));
    }
  }

  /** Each is a call of its own: what refuses one of them refuses no other. */
  #appends(message: Extract<ClientMessage, { kind: "appends" }>): void {
    for (const call of unpackAppends(message)) {
      if (this.#closed) return;
      try {
        this.#call(call, answerTo.append);
      } catch (error) {
        this.#fail(call.id, error);
      }
    }
  }

  #call({ id, operation, args }: Call, toAnswer: typeof answerTo.call): void {
    const size = this.#limits.enter(operation, args);
    const queue = isInspectionOperation(operation) && takesTurns(operation) ? this.#turns : this.#queue;
    queue.add(() => {
      const answered = this.#run(operation, args).then(
        (value) => this.#answer(size, toAnswer(id, value)),
        (error: unknown) => {
          this.#limits.leave(size);
          this.#fail(id, error, operation, args[0]);
        },
      );
      // Alone takes turns of its own; the others do their work at once, or in a commit that they share.
      return operation === "list" || queue === this.#turns ? answered : undefined;
    });
  }

  #answer(size: number, message: ServerMessage): void {
    this.#limits.leave(size);
    this.#send(message);
  }

  #run(operation: string, args: readonly unknown[]): Promise<unknown> {
    const { operations = {} } = this.#extras ?? {};
    if (Object.hasOwn(operations, operation)) return operations[operation]!(...(args as never[]));
    return isInspectionOperation(operation)
      ? callInspection(this.#store, this.#inspection, operation, args)
      : callOperation(
          this.#store,
          this.#access,
          operation as OperationName | ReplicationOperationName,
          args,
          this.#replications,
        );
  }

  #open({ id, cursor: name, args, credit }: Extract<ClientMessage, { kind: "open" }>): void {
    if (this.#cursors.has(id)) throw new StreamError("BAD_REQUEST", "malformed message: its id is in use");
    if (this.#cursors.size >= maxCursors)
      throw new StreamError("TOO_MANY", `more than ${maxCursors} cursors at once`);
    if (expandedSize(args) > maxCursorSize)
      throw new StreamError("BAD_REQUEST", "malformed message: its arguments are too large");
    const isList = name === "list" || name === "browse";
    if (isList && this.#listCursors.size >= maxListCursors)
      throw new StreamError("TOO_MANY", `more than ${maxListCursors} list cursors at once`);
    const cursor = new Cursor(credit, {
      next: (value) => this.#send({ kind: "next", id, value }),
      end: () => this.#finish(id, cursor, { kind: "end", id }),
      fail: (error) => {
        debugFailure(this.label, name, args[0], error);
        this.#finish(id, cursor, { kind: "error", id, error: toWireError(error) });
      },
    });
    this.#cursors.set(id, cursor);
    if (isList) this.#listCursors.add(cursor);
    cursor.run((signal) => this.#values(name, args, signal));
  }

  #values(name: string, args: readonly unknown[], signal: AbortSignal): ReturnType<OpenSource> {
    const { cursors = {} } = this.#extras ?? {};
    if (Object.hasOwn(cursors, name)) return cursors[name]!(signal);
    const beforeRead = () => this.#window.readyForPage(signal);
    return isInspectionCursor(name)
      ? openInspectionCursor(this.#store, this.#inspection, name, args, signal, beforeRead)
      : openCursor(
          this.#store,
          this.#access,
          name as CursorName,
          args,
          signal,
          beforeRead,
          this.#replications,
        );
  }

  #finish(id: number, cursor: Cursor, message: ServerMessage): void {
    // A cancelled cursor's id may be in use again.
    if (this.#cursors.get(id) !== cursor) return;
    this.#forget(id);
    this.#send(message);
  }

  #forget(id: number): void {
    const cursor = this.#cursors.get(id);
    if (cursor) this.#listCursors.delete(cursor);
    this.#cursors.delete(id);
  }

  #fail(id: number, error: unknown, operation = "a message", subject: unknown = id): void {
    debugFailure(this.label, operation, subject, error);
    this.#send({ kind: "error", id, error: toWireError(error) });
  }

  #send(message: ServerMessage): void {
    if (this.#closed) return;
    this.#outbox.put(message);
    this.#window.sent(answerSize(message));
    if (this.#window.isOverrun) this.#refuse();
  }

  /** Even refusals pile up where they are not read. */
  #refuse(): void {
    const error = new StreamError("TOO_MANY", "this window asks for more and reads nothing of what it got");
    this.#outbox.put({ kind: "refused", error: error.toWire() });
    this.#outbox.flush();
    this.close();
  }
}

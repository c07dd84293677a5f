import { StreamError } from "../../protocol/errors.ts";
import {
  ipcVersion,
  type ClientMessage,
  type CursorName,
  type Port,
  type ServerMessage,
} from "../../protocol/ipc/messages.ts";
import { fetchCursor } from "../../protocol/ipc/fetch.ts";
import type { OperationName } from "../../protocol/operations.ts";
import type { ReplicationOperationName } from "../../protocol/replication.ts";
import type { StreamStore } from "../../store/index.ts";
import type { Held } from "../../waiting/held.ts";
import { Outbox } from "../shared/outbox.ts";
import type { AccessRules } from "./access.ts";
import { CallLimits } from "./calls/call-limits.ts";
import { callOperation } from "./calls/call-operation.ts";
import { CallQueue } from "./calls/call-queue.ts";
import { packAppended, responseTo, unpackAppends, type Call } from "./calls/packed-appends.ts";
import { checkClientMessage, idOf, isBatch, noId } from "./calls/validate.ts";
import type { OpenSource } from "./cursors/cursor.ts";
import { openCursor } from "./cursors/open-cursor.ts";
import { PortCursors, type OpenMessage } from "./cursors/port-cursors.ts";
import { debug, debugFailure } from "./debug-port.ts";
import { PortFetches, type LoadPortHandler } from "./fetches/port-fetches.ts";
import {
  callInspection,
  isInspectionCursor,
  isInspectionOperation,
  openInspectionCursor,
  takesTurns,
  type InspectionAccess,
} from "./inspection.ts";
import { enterPort } from "./open-ports.ts";
import type { PortExtras } from "./port-extras.ts";
import type { ReplicationSource } from "./replication-source.ts";
import { responseSize } from "./response-size.ts";
import { SendWindow } from "./send-window.ts";
import { toWindowError, toWireError, type ToWire } from "./wire-error.ts";

/** What a port may do. Plain data, so that it can be sent to another process. */
export interface PortRights {
  /** What the window behind the port may do; see `AccessRules`. */
  readonly access: AccessRules;
  /** Serve the inspection, too: it shows all streams. */
  readonly inspection?: boolean;
  /** How the inspector and debug output name this port, such as the title of its window. */
  readonly label?: string;
}

export interface PortServerOptions extends PortRights {
  /** For the process that hosts the store; windows have none. */
  readonly extras?: PortExtras;
  /** Makes what responds to `streams.fetch`; without it, the port refuses that. */
  readonly loadHandler?: LoadPortHandler | undefined;
  /** The replications whose status the window may see, and with "manage" control. */
  readonly replications?: readonly ReplicationSource[] | undefined;
  /** Called once, when the port is closed at either end. */
  readonly onClose?: () => void;
}

/**
 * Serves a store over a port until the port is closed at either end. A message never makes it throw: each
 * failure is a response.
 */
export function servePort(store: StreamStore, port: Port, options: PortServerOptions): PortServer {
  return new PortServer(store, port, options);
}

export class PortServer {
  readonly #store: StreamStore;
  readonly #port: Port;
  readonly #access: AccessRules;
  readonly #extras: PortExtras | undefined;
  readonly #toWire: ToWire;
  readonly #onClose: (() => void) | undefined;
  readonly #replications: readonly ReplicationSource[];
  readonly #outbox: Outbox<ServerMessage>;
  readonly #cursors: PortCursors;
  readonly #fetches: PortFetches;
  readonly #window = new SendWindow((id) => this.#outbox.put({ kind: "mark", id }));
  readonly #queue = new CallQueue(() => this.#window.ready());
  readonly #inspection: InspectionAccess;
  /** For inspection calls that take many turns: they must not delay other calls. */
  readonly #slowQueue = new CallQueue(() => this.#window.ready());
  readonly #leave: () => void;
  readonly label: string;
  readonly #limits = new CallLimits();
  #closed = false;

  /** Use `servePort`. */
  constructor(store: StreamStore, port: Port, options: PortServerOptions) {
    const { access, inspection = false, label = "window", extras, replications = [], onClose } = options;
    const { loadHandler } = options;
    this.#store = store;
    this.#port = port;
    this.#access = access;
    this.#inspection = { isServed: inspection, rules: access };
    this.label = label;
    this.#extras = extras;
    this.#toWire = extras ? toWireError : toWindowError;
    this.#replications = replications;
    this.#onClose = onClose;
    const send = (message: ServerMessage) => this.#send(message);
    this.#fetches = new PortFetches({ store, access, loadHandler, send });
    this.#cursors = new PortCursors({
      label,
      openSource: (message, signal) => this.#openSource(message, signal),
      send,
      toWire: this.#toWire,
    });
    this.#leave = enterPort(store, this);
    this.#outbox = new Outbox(port, () => this.close(), packAppended);
    port.onClose(() => this.close());
    port.onMessage((value) => this.#receive(value));
    debug("%s: connected, with access %o", label, access);
    this.#send({ kind: "ready", version: ipcVersion });
  }

  /** The number of open cursors. */
  get cursors(): number {
    return this.#cursors.size;
  }

  /** The number of calls without a response. */
  get calls(): number {
    return this.#limits.calls;
  }

  get held(): Held {
    return {
      ...this.#limits.held,
      ...this.#queue.held,
      "queued slow calls": this.#slowQueue.held["queued calls"]!,
      ...this.#cursors.held,
      ...this.#fetches.held,
      ...this.#window.held,
    };
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#leave();
    debug("%s: gone, closing its %d cursors", this.label, this.#cursors.size);
    this.#queue.clear();
    this.#slowQueue.clear();
    this.#window.close();
    this.#cursors.cancelAll();
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
        return this.#call(message, responseTo.call);
      case "appends":
        return this.#appends(message);
      case "open":
        return this.#cursors.open(message);
      case "credit":
        return this.#cursors.grant(message.id, message.credit);
      case "part":
        return this.#fetches.receive(message.id, message.data);
      case "cancel":
        return this.#cursors.cancel(message.id);
      case "invalid":
        return this.#store.countInvalid(message.count);
      case "passed":
        if (this.#window.passed(message.id)) return;
        // The id of a mark is not one that the client chose.
        this.#fail(noId, new StreamError("BAD_REQUEST", "malformed message: no such mark"));
    }
  }

  /** Each append is checked and limited as a call of its own, and fails alone. */
  #appends(message: Extract<ClientMessage, { kind: "appends" }>): void {
    for (const call of unpackAppends(message)) {
      if (this.#closed) return;
      try {
        this.#call(call, responseTo.append);
      } catch (error) {
        this.#fail(call.id, error);
      }
    }
  }

  #call({ id, operation, args }: Call, toResponse: typeof responseTo.call): void {
    const size = this.#limits.enter(operation, args);
    const queue = isInspectionOperation(operation) && takesTurns(operation) ? this.#slowQueue : this.#queue;
    queue.add(() => {
      const settled = this.#run(operation, args).then(
        (value) => this.#respond(size, toResponse(id, value)),
        (error: unknown) => {
          this.#limits.leave(size);
          this.#fail(id, error, operation, args[0]);
        },
      );
      // Only these take turns of the event loop; others work at once, or in a commit that they share.
      return operation === "list" || queue === this.#slowQueue ? settled : undefined;
    });
  }

  #respond(size: number, message: ServerMessage): void {
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

  #openSource({ id, cursor: name, args }: OpenMessage, signal: AbortSignal): ReturnType<OpenSource> {
    const { cursors = {} } = this.#extras ?? {};
    if (Object.hasOwn(cursors, name)) return cursors[name]!(signal);
    const beforeRead = () => this.#window.readyForPage(signal);
    if (name === fetchCursor) return this.#fetches.open(id, args[0], signal, beforeRead);
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

  #fail(id: number, error: unknown, operation = "a message", subject: unknown = id): void {
    debugFailure(this.label, operation, subject, error);
    this.#send({ kind: "error", id, error: this.#toWire(error) });
  }

  #send(message: ServerMessage): void {
    if (this.#closed) return;
    this.#outbox.put(message);
    this.#window.sent(responseSize(message));
    if (this.#window.isOverrun) this.#disconnect();
  }

  /** Unread refusals take memory, too. */
  #disconnect(): void {
    const error = new StreamError(
      "TOO_MANY",
      "this window keeps sending requests without reading the responses",
    );
    this.#outbox.put({ kind: "refused", error: error.toWire() });
    this.#outbox.flush();
    this.close();
  }
}

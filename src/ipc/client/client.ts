import { StreamError } from "../../protocol/errors.ts";
import { ipcVersion, type CursorName, type Port, type ServerMessage } from "../../protocol/ipc/messages.ts";
import { operationAccess, type OperationName } from "../../protocol/operations.ts";
import type { ReplicationAction, ReplicationOperations } from "../../protocol/replication.ts";
import type { Held } from "../../waiting/held.ts";
import { Calls } from "./calls.ts";
import { Connection, type ConnectionState } from "./connection.ts";
import { ClientCursor, type CursorObserver, type CursorRequest } from "./cursor.ts";
import { ClientOperations } from "./operations.ts";

/**
 * The window's side of the port: calls and cursors, without RxJS. It replaces a lost port by itself: cursors
 * resume where they were, reads are sent again, and a write whose response was lost rejects with `DISCONNECTED`,
 * because it may or may not have happened.
 */
export class StreamsClient extends ClientOperations implements ReplicationOperations {
  readonly #connection: Connection;
  readonly #calls: Calls;
  readonly #cursors = new Map<number, ClientCursor>();
  #lastId = 0;

  /** `connect` returns a port to a server. It is called again whenever a port is lost. */
  constructor(connect: () => Promise<Port>) {
    super((operation, args) => this.callOperation(operation, args));
    this.#connection = new Connection(connect, {
      opened: () => this.#opened(),
      lost: () => this.#lost(),
      failed: (error) => this.#failAll(error),
      message: (message) => this.#receive(message),
    });
    this.#calls = new Calls(this.#connection, () => ++this.#lastId);
  }

  /** Calls an operation of windows by its name. A read is sent again when its response was lost. */
  callOperation(operation: OperationName, args: unknown[]): Promise<unknown> {
    return this.call(operation, args, operationAccess[operation] === "read");
  }

  controlReplication(path: string, action: ReplicationAction): Promise<void> {
    return this.call("controlReplication", [path, action], false) as Promise<void>;
  }

  /** Calls any operation of the server. A `repeatable` one is sent again when its response was lost. */
  call(operation: string, args: unknown[], repeatable: boolean): Promise<unknown> {
    // Omitted options are not sent: a codec might turn them into null.
    while (args.length > 0 && args[args.length - 1] === undefined) args.pop();
    return this.#calls.call(operation, args, repeatable);
  }

  /** Opens a cursor of windows. `args` is called again after each reconnect: it returns where to resume. */
  openCursor(name: CursorName, args: () => readonly unknown[], observer: CursorObserver): ClientCursor {
    return this.open({ name, args, resumes: true }, observer);
  }

  /** Opens any cursor of the server. */
  open(request: CursorRequest, observer: CursorObserver): ClientCursor {
    const id = ++this.#lastId;
    const cursor = new ClientCursor(id, request, observer, this.#connection, () => this.#cursors.delete(id));
    this.#cursors.set(id, cursor);
    if (this.#connection.failure) cursor.fail(this.#connection.failure);
    else if (this.#connection.state === "open") cursor.open();
    return cursor;
  }

  /** Resolves once connected. @throws StreamError `FORBIDDEN`, `DISCONNECTED` */
  connected(timeoutMs: number): Promise<void> {
    return this.#connection.connected(timeoutMs);
  }

  /** @internal */
  get held(): Held {
    return { ...this.#calls.held, ...this.#connection.held, "client's cursors": this.#cursors.size };
  }

  onState(listener: (state: ConnectionState) => void): void {
    this.#connection.onState = listener;
  }

  get state(): ConnectionState {
    return this.#connection.state;
  }

  /** Closes the connection: open calls and cursors fail with the error, `DISCONNECTED` by default. */
  close(error = new StreamError("DISCONNECTED", "the connection to the store was closed")): void {
    this.#connection.fail(error);
  }

  #opened(): void {
    this.#calls.resume();
    for (const cursor of [...this.#cursors.values()]) cursor.open();
  }

  #lost(): void {
    this.#calls.lost();
    for (const cursor of this.#cursors.values()) cursor.lost();
  }

  #failAll(error: StreamError): void {
    this.#calls.failAll(error);
    for (const cursor of [...this.#cursors.values()]) cursor.fail(error);
  }

  #receive(message: ServerMessage): void {
    switch (message.kind) {
      case "result":
        return this.#calls.resolve(message.id, message.value);
      case "appended":
        return message.offsets.forEach((offset, i) =>
          this.#calls.resolve(message.id + i, { offset, duplicate: false, closed: false }),
        );
      case "next":
        return this.#cursors.get(message.id)?.next(message.value);
      case "end":
        return this.#cursors.get(message.id)?.end();
      case "error": {
        const error = StreamError.fromWire(message.error);
        this.#calls.reject(message.id, error);
        this.#cursors.get(message.id)?.fail(error);
        return;
      }
      case "mark":
        return this.#connection.send({ kind: "passed", id: message.id });
      case "refused":
        return this.#connection.fail(StreamError.fromWire(message.error));
      case "ready":
        if (message.version === ipcVersion) return this.#connection.ready();
        this.#connection.fail(
          new StreamError(
            "BAD_REQUEST",
            `the store speaks IPC version ${message.version}, this client ${ipcVersion}`,
          ),
        );
    }
  }
}

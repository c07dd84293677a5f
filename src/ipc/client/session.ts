import { StreamError } from "../../protocol/errors.ts";
import { ipcVersion, type Port, type ServerMessage } from "../../protocol/ipc/messages.ts";
import type { Held } from "../../waiting/held.ts";
import { Calls } from "./calls.ts";
import { Connection, type ConnectionState } from "./connection.ts";
import { ClientCursor, type CursorObserver, type CursorRequest } from "./cursor.ts";

/** Who shares a session. */
export interface SessionUser {
  stateChanged(state: ConnectionState): void;
  /** The session has failed, and asks for no more ports. */
  failed(error: StreamError): void;
}

/**
 * One connection to a store, and the calls and cursors of all its users. It replaces a lost port by itself, and ends with
 * its last user. Copies of this module that a page has loaded share one (`page-session.ts`): a change that an older
 * copy cannot use needs a new `ipcVersion`.
 */
export class Session {
  readonly #connection: Connection;
  readonly #calls: Calls;
  readonly #cursors = new Map<number, ClientCursor>();
  readonly #users = new Map<SessionUser, Set<ClientCursor>>();
  #lastId = 0;

  /** `connect` returns a port to a server. It is called again whenever a port is lost. */
  constructor(connect: () => Promise<Port>) {
    this.#connection = new Connection(connect, {
      opened: () => this.#opened(),
      lost: () => this.#lost(),
      failed: (error) => this.#failAll(error),
      message: (message) => this.#receive(message),
    });
    this.#connection.onState = (state) => {
      for (const user of [...this.#users.keys()]) user.stateChanged(state);
    };
    this.#calls = new Calls(this.#connection, () => ++this.#lastId);
  }

  get state(): ConnectionState {
    return this.#connection.state;
  }

  /** Why the session asks for no more ports; undefined while it does. */
  get failure(): StreamError | undefined {
    return this.#connection.failure;
  }

  /** Whether a connection request went on to the process of a hosted store. */
  get isForwarded(): boolean {
    return this.#connection.isForwarded;
  }

  get held(): Held {
    return { ...this.#calls.held, ...this.#connection.held, "client's cursors": this.#cursors.size };
  }

  join(user: SessionUser): void {
    this.#users.set(user, new Set());
  }

  /** Fails the calls and cursors of one user. Without users, the session closes. */
  leave(user: SessionUser, error: StreamError): void {
    const cursors = this.#users.get(user);
    if (!cursors) return;
    if (this.#users.size === 1) return this.#connection.fail(error);
    this.#users.delete(user);
    this.#calls.failAll(error, user);
    for (const cursor of [...cursors]) cursor.abandon(error);
    user.failed(error);
  }

  call(
    user: SessionUser,
    operation: string,
    args: readonly unknown[],
    repeatable: boolean,
  ): Promise<unknown> {
    return this.#calls.call(user, operation, args, repeatable);
  }

  /** Not repeated on another port: it is statistics. */
  reportInvalid(count: number): void {
    this.#connection.send({ kind: "invalid", id: ++this.#lastId, count });
  }

  open(user: SessionUser, request: CursorRequest, observer: CursorObserver): ClientCursor {
    const id = ++this.#lastId;
    const cursors = this.#users.get(user)!;
    const cursor = new ClientCursor(id, request, observer, this.#connection, () => {
      this.#cursors.delete(id);
      cursors.delete(cursor);
    });
    this.#cursors.set(id, cursor);
    cursors.add(cursor);
    if (this.#connection.state === "open") cursor.open();
    return cursor;
  }

  connected(timeoutMs: number): Promise<void> {
    return this.#connection.connected(timeoutMs);
  }

  #opened(): void {
    this.#calls.resume();
    for (const cursor of [...this.#cursors.values()]) cursor.open();
  }

  #lost(): void {
    this.#calls.lost();
    for (const cursor of [...this.#cursors.values()]) cursor.lost();
  }

  #failAll(error: StreamError): void {
    this.#calls.failAll(error);
    for (const cursor of [...this.#cursors.values()]) cursor.fail(error);
    const users = [...this.#users.keys()];
    this.#users.clear();
    for (const user of users) user.failed(error);
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
      case "credit":
        return this.#cursors.get(message.id)?.granted(message.credit);
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
      case "forwarded":
        return this.#connection.forwarded();
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

import { StreamError } from "../../protocol/errors.ts";
import { pathOf, type StreamTarget } from "../../protocol/definitions/reference.ts";
import type { CursorName, Port } from "../../protocol/ipc/messages.ts";
import { operationAccess, type OperationName } from "../../protocol/operations.ts";
import type { ReplicationAction, ReplicationOperations } from "../../protocol/replication.ts";
import type { Held } from "../../waiting/held.ts";
import type { ConnectionState } from "./connection.ts";
import type { ClientCursor, CursorObserver, CursorRequest } from "./cursor.ts";
import { ClientOperations } from "./operations.ts";
import { Session, type SessionUser } from "./session.ts";

/**
 * The window's side of the port: calls and cursors, without RxJS. A lost port is replaced: cursors resume where they
 * were, reads are sent again, and a write whose response was lost rejects with `DISCONNECTED`, because it may or may
 * not have happened.
 */
export class StreamsClient extends ClientOperations implements ReplicationOperations {
  readonly #session: Session;
  readonly #user: SessionUser;
  #failure: StreamError | undefined;
  #onState: (state: ConnectionState) => void = () => {};

  /** Takes what returns a port to a server, and is called again whenever a port is lost; or a session to share. */
  constructor(source: (() => Promise<Port>) | Session) {
    super(
      (operation, args) => this.callOperation(operation, args),
      (count) => this.reportInvalid(count),
    );
    this.#session = typeof source === "function" ? new Session(source) : source;
    this.#user = {
      stateChanged: (state) => {
        if (state !== "closed") this.#onState(state);
      },
      failed: (error) => {
        this.#failure = error;
        this.#onState("closed");
      },
    };
    if (this.#session.failure) this.#failure = this.#session.failure;
    else this.#session.join(this.#user);
  }

  /** Calls an operation of windows by its name. A read is sent again when its response was lost. */
  callOperation(operation: OperationName, args: unknown[]): Promise<unknown> {
    return this.call(operation, args, operationAccess[operation] === "read");
  }

  async controlReplication(path: StreamTarget, action: ReplicationAction): Promise<void> {
    await this.call("controlReplication", [pathOf(path), action], false);
  }

  /** Tells the store how many messages did not fit their schema, which only readers notice. */
  reportInvalid(count: number): void {
    this.#session.reportInvalid(count);
  }

  /** Calls any operation of the server. A `repeatable` one is sent again when its response was lost. */
  call(operation: string, args: unknown[], repeatable: boolean): Promise<unknown> {
    if (this.#failure) return Promise.reject(this.#failure);
    // Omitted options are not sent: a codec might turn them into null.
    while (args.length > 0 && args[args.length - 1] === undefined) args.pop();
    return this.#session.call(this.#user, operation, args, repeatable);
  }

  /** Opens a cursor of windows. `args` is called again after each reconnect: it returns where to resume. */
  openCursor(name: CursorName, args: () => readonly unknown[], observer: CursorObserver): OpenCursor {
    return this.open({ name, args, resumes: true }, observer);
  }

  /** Opens any cursor of the server. */
  open(request: CursorRequest, observer: CursorObserver): OpenCursor {
    if (!this.#failure) return this.#session.open(this.#user, request, observer);
    observer.fail(this.#failure);
    return { grant: () => {}, close: () => {} };
  }

  /** Resolves once connected. @throws StreamError `FORBIDDEN`, `DISCONNECTED` */
  async connected(timeoutMs: number): Promise<void> {
    if (!this.#failure) await this.#session.connected(timeoutMs);
    if (this.#failure) throw this.#failure;
  }

  /** @internal */
  get held(): Held {
    return this.#session.held;
  }

  onState(listener: (state: ConnectionState) => void): void {
    this.#onState = listener;
  }

  get state(): ConnectionState {
    return this.#failure ? "closed" : this.#session.state;
  }

  /** Whether a connection request went on to the process of a hosted store. */
  get isForwarded(): boolean {
    return this.#session.isForwarded;
  }

  /**
   * Ends this client's use of the connection, and closes that if nothing else uses it: open calls and cursors fail with
   * the error, `DISCONNECTED` by default.
   */
  close(error = new StreamError("DISCONNECTED", "the connection to the store was closed")): void {
    this.#session.leave(this.#user, error);
  }
}

/** What the owner of a cursor may do with it. */
export type OpenCursor = Pick<ClientCursor, "grant" | "close">;

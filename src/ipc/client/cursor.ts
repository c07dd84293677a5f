import { StreamError } from "../../protocol/errors.ts";
import type { Connection } from "./connection.ts";
import { snapshot } from "./snapshot.ts";

export interface CursorObserver {
  /** Each value uses one credit: call `grant` once it is processed. */
  next(value: unknown): void;
  end(): void;
  fail(error: StreamError): void;
  /** The server has been asked to open it; again after each reconnect. */
  opened?(cursor: ClientCursor): void;
  /** The server takes so many more parts; see `part`. */
  granted?(credit: number): void;
}

/** Values in flight: enough to keep the port busy, and few enough to hold in memory. */
const defaultAhead = 4;

/** How a cursor is opened. */
export interface CursorRequest {
  readonly name: string;
  /** Called again after each reconnect: it returns where to resume. */
  readonly args: () => readonly unknown[];
  /** False for a cursor without a position: it fails with `DISCONNECTED` when the port is lost. */
  readonly resumes: boolean;
  /** Values in flight; with 1, the server reads each value on request. */
  readonly ahead?: number;
}

/** The window's side of one cursor. */
export class ClientCursor {
  readonly #id: number;
  readonly #request: CursorRequest;
  readonly #observer: CursorObserver;
  readonly #connection: Connection;
  readonly #forget: () => void;
  /** Credit granted and not yet used. */
  #credit: number;
  /** The part of it that was not sent yet: several credits go in one message. */
  #unsent = 0;
  /** Whether the server has it open. */
  #isOpen = false;
  #closed = false;

  constructor(
    id: number,
    request: CursorRequest,
    observer: CursorObserver,
    connection: Connection,
    forget: () => void,
  ) {
    this.#id = id;
    this.#request = request;
    this.#credit = request.ahead ?? defaultAhead;
    this.#observer = observer;
    this.#connection = connection;
    this.#forget = forget;
  }

  /** Opens it on the current port, unless it is open there. */
  open(): void {
    if (this.#isOpen || this.#closed) return;
    // Without credit, the next grant opens it.
    if (this.#credit === 0) return;
    let args: readonly unknown[];
    try {
      args = this.#request.args().map(snapshot);
    } catch (error) {
      return this.fail(error as StreamError);
    }
    this.#isOpen = true;
    this.#unsent = 0;
    this.#connection.send({
      kind: "open",
      id: this.#id,
      cursor: this.#request.name,
      args,
      credit: this.#credit,
    });
    this.#observer.opened?.(this);
  }

  /** Sends a part of what belongs to an open cursor, such as the body of a request; without data, the end of it. */
  part(data?: Uint8Array): void {
    if (this.#isOpen && !this.#closed)
      this.#connection.send({ kind: "part", id: this.#id, ...(data && { data }) });
  }

  granted(credit: number): void {
    this.#observer.granted?.(credit);
  }

  /** The port is gone, and the server's side of the cursor with it. */
  lost(): void {
    this.#isOpen = false;
    if (this.#request.resumes) return;
    this.fail(
      new StreamError(
        "DISCONNECTED",
        `${this.#request.name}: the connection was lost, so values may be missing; open it again`,
      ),
    );
  }

  grant(): void {
    if (this.#closed) return;
    this.#credit++;
    if (!this.#isOpen) {
      if (this.#connection.state === "open") this.open();
      return;
    }
    const ahead = this.#request.ahead ?? defaultAhead;
    if (2 * ++this.#unsent < ahead) return;
    this.#connection.send({ kind: "credit", id: this.#id, credit: this.#unsent });
    this.#unsent = 0;
  }

  close(): void {
    if (this.#closed) return;
    this.#finish();
    this.#connection.send({ kind: "cancel", id: this.#id });
  }

  next(value: unknown): void {
    this.#credit--;
    this.#observer.next(value);
  }

  end(): void {
    if (this.#closed) return;
    this.#finish();
    this.#observer.end();
  }

  fail(error: StreamError): void {
    if (this.#closed) return;
    this.#finish();
    this.#observer.fail(error);
  }

  /** Fails it while the connection stays open. */
  abandon(error: StreamError): void {
    if (this.#closed) return;
    this.#connection.send({ kind: "cancel", id: this.#id });
    this.fail(error);
  }

  #finish(): void {
    this.#closed = true;
    this.#forget();
  }
}

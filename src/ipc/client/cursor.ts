import { StreamError } from "../../protocol/errors.ts";
import type { Connection } from "./connection.ts";

export interface CursorObserver {
  /** Each value uses one credit: call `grant` when it has been dealt with. */
  next(value: unknown): void;
  end(): void;
  fail(error: StreamError): void;
}

/** Values that may be on their way at once: enough to keep the port busy, few enough to hold. */
const defaultAhead = 4;

/** How a cursor is opened. */
export interface CursorRequest {
  readonly name: string;
  /** Asked again after each reconnect: a cursor resumes by answering with where it stands. */
  readonly args: () => readonly unknown[];
  /** False where nothing says how far it got: it then fails with `DISCONNECTED` when the port is lost. */
  readonly resumes: boolean;
  /** Values that may be on their way at once; with 1, each is read when it is asked for. */
  readonly ahead?: number;
}

/** One open cursor, as the window sees it. */
export class ClientCursor {
  readonly #id: number;
  readonly #request: CursorRequest;
  readonly #observer: CursorObserver;
  readonly #connection: Connection;
  readonly #forget: () => void;
  /** Credit granted and not yet used. */
  #credit: number;
  /** The part of it that the server does not know of: it is told of several at once. */
  #untold = 0;
  /** Whether the server knows it. */
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

  /** On the port that is open now, unless it is already. */
  open(): void {
    if (this.#isOpen || this.#closed) return;
    // With nothing to spare it is opened by the next grant.
    this.#isOpen = this.#credit > 0;
    if (!this.#isOpen) return;
    this.#untold = 0;
    this.#connection.send({
      kind: "open",
      id: this.#id,
      cursor: this.#request.name,
      args: this.#request.args(),
      credit: this.#credit,
    });
  }

  /** The port is gone, and with it what the server knew. */
  lost(): void {
    this.#isOpen = false;
    if (this.#request.resumes) return;
    this.fail(
      new StreamError(
        "DISCONNECTED",
        `${this.#request.name}: the connection was lost, and with it what came meanwhile`,
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
    if (2 * ++this.#untold < ahead) return;
    this.#connection.send({ kind: "credit", id: this.#id, credit: this.#untold });
    this.#untold = 0;
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

  #finish(): void {
    this.#closed = true;
    this.#forget();
  }
}

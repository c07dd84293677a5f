import { StreamError } from "../../protocol/errors.ts";
import type { ClientMessage, Port, ServerMessage } from "../../protocol/ipc/messages.ts";
import type { Held } from "../../waiting/held.ts";
import { backoffMs } from "../../waiting/backoff.ts";
import { Outbox } from "../shared/outbox.ts";
import { packAppends } from "./pack-appends.ts";

export type ConnectionState = "connecting" | "open" | "closed";

interface ConnectionEvents {
  opened(): void;
  /** The port is gone; the connection asks for another one. */
  lost(): void;
  /** The connection has failed and will not ask for another port. */
  failed(error: StreamError): void;
  message(message: ServerMessage): void;
}

const retryCurve = { initialMs: 100, maxMs: 5000 };
/** How long to wait for the hello of a new port: a port without a listener at its other end stays silent. */
const minHelloMs = 2000;
/** How long to wait for a port. */
const portTimeoutMs = 30_000;

/** Keeps a port open: asks for a new one whenever a port is lost, with a growing delay. */
export class Connection {
  readonly #connect: () => Promise<Port>;
  readonly #events: ConnectionEvents;
  #port: Port | undefined;
  #outbox: Outbox<ClientMessage> | undefined;
  /** Failed attempts in a row. */
  #failures = 0;
  #failure: StreamError | undefined;
  #lastError: unknown;
  #isForwarded = false;
  #waiting = new Set<() => void>();
  /** Ends the wait for the hello of a new port, or for the next attempt. */
  #timer: ReturnType<typeof setTimeout> | undefined;
  #state: ConnectionState = "connecting";
  onState: (state: ConnectionState) => void = () => {};

  constructor(connect: () => Promise<Port>, events: ConnectionEvents) {
    this.#connect = connect;
    this.#events = events;
    void this.#tryToConnect();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Why the connection asks for no more ports; undefined while it does. */
  get failure(): StreamError | undefined {
    return this.#failure;
  }

  get held(): Held {
    return { "waiters for a connection": this.#waiting.size, "timers of a connection": this.#timer ? 1 : 0 };
  }

  /** Sends over the open port. Without one it drops the message: the call or cursor it concerns was lost with the port. */
  send(message: ClientMessage): void {
    if (this.#state === "open") this.#outbox?.put(message);
  }

  /** The main process has passed a port on to the store's process. */
  forwarded(): void {
    this.#isForwarded = true;
  }

  get isForwarded(): boolean {
    return this.#isForwarded;
  }

  /** The server has said hello. */
  ready(): void {
    if (this.#state !== "connecting") return;
    this.#failures = 0;
    this.#isForwarded = false;
    this.#setTimer(undefined);
    this.#setState("open");
    this.#events.opened();
  }

  fail(error: StreamError): void {
    if (this.#failure) return;
    this.#failure = error;
    this.#setTimer(undefined);
    this.#port?.close();
    this.#setState("closed");
    this.#events.failed(error);
  }

  connected(timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        if (this.#state === "connecting") return;
        clearTimeout(timer);
        this.#waiting.delete(settle);
        if (this.#failure) reject(this.#failure);
        else resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(settle);
        reject(this.#timeoutError(timeoutMs));
      }, timeoutMs);
      this.#waiting.add(settle);
      settle();
    });
  }

  async #tryToConnect(): Promise<void> {
    try {
      const port = await this.#nextPort();
      if (this.#failure) return port.close();
      this.#use(port);
    } catch (error) {
      if (error instanceof StreamError) return this.fail(error);
      this.#lastError = error;
      this.#retryLater();
    }
  }

  /** @throws Error if no port comes in time */
  async #nextPort(): Promise<Port> {
    const coming = this.#connect();
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      late.reject(new Error(`no port came within ${portTimeoutMs} ms`));
      coming.then(
        (port) => port.close(),
        () => {},
      );
    }, portTimeoutMs);
    try {
      return await Promise.race([coming, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  #use(port: Port): void {
    this.#port = port;
    // Arguments that cannot be cloned were refused before, so a failure here is one of the port.
    this.#outbox = new Outbox(port, () => this.#lose(port), packAppends);
    // Longer after each failure, in case the store is only slow.
    const helloMs = Math.max(minHelloMs, 2 * backoffMs(this.#failures + 1, retryCurve));
    this.#setTimer(setTimeout(() => this.#lose(port), helloMs));
    port.onClose(() => this.#lose(port));
    port.onMessage((batch) => {
      // The port's codec could not read this, so a message is missing: reconnect.
      if (!Array.isArray(batch)) return this.#lose(port);
      for (const message of batch as readonly ServerMessage[]) {
        if (this.#port === port) this.#events.message(message);
      }
    });
  }

  #lose(port: Port): void {
    if (this.#port !== port) return;
    this.#port = undefined;
    this.#outbox = undefined;
    port.close();
    if (this.#failure) return;
    this.#setState("connecting");
    this.#events.lost();
    this.#retryLater();
  }

  #retryLater(): void {
    if (this.#failure) return;
    const delayMs = backoffMs(++this.#failures, retryCurve);
    this.#setTimer(setTimeout(() => void this.#tryToConnect(), delayMs));
  }

  /** There is one timer at a time, and none while the connection is open or has failed. */
  #setTimer(timer: ReturnType<typeof setTimeout> | undefined): void {
    clearTimeout(this.#timer);
    this.#timer = timer;
  }

  #setState(state: ConnectionState): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const settle of [...this.#waiting]) settle();
    this.onState(state);
  }

  #timeoutError(timeoutMs: number): StreamError {
    if (this.#isForwarded)
      return new StreamError(
        "DISCONNECTED",
        `the store's process did not respond within ${timeoutMs} ms: it is hung or restarting, and the main process logs why; try again later`,
      );
    const reason = this.#lastError instanceof Error ? `: ${this.#lastError.message}` : "";
    return new StreamError("DISCONNECTED", `no store answered within ${timeoutMs} ms${reason}`);
  }
}

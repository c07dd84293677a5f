import { StreamError } from "../../protocol/errors.ts";
import type { ClientMessage, Port, ServerMessage } from "../../protocol/ipc/messages.ts";
import { packAppends } from "./pack-appends.ts";
import { Outbox } from "../shared/outbox.ts";
import { backoffMs } from "../../waiting/backoff.ts";

export type ConnectionState = "connecting" | "open" | "closed";

interface ConnectionEvents {
  opened(): void;
  /** The port is gone; another one is being asked for. */
  lost(): void;
  /** For good. */
  failed(error: StreamError): void;
  message(message: ServerMessage): void;
}

const retryCurve = { initialMs: 100, maxMs: 5000 };
/** How long a port may stay silent: nobody tells a window that nobody listens at the other end yet. */
const firstHelloMs = 2000;

/** One port after the other: gets a new one, a little later each time, when the last one was lost. */
export class Connection {
  readonly #connect: () => Promise<Port>;
  readonly #events: ConnectionEvents;
  #port: Port | undefined;
  #outbox: Outbox<ClientMessage> | undefined;
  /** Attempts in a row that came to nothing. */
  #failures = 0;
  #failure: StreamError | undefined;
  #lastProblem: unknown;
  #waiting = new Set<() => void>();
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

  /** Why there will be no more ports, if so. */
  get failure(): StreamError | undefined {
    return this.#failure;
  }

  /** Sends if there is an open port; otherwise the message is not needed: what it was about is gone. */
  send(message: ClientMessage): void {
    if (this.#state === "open") this.#outbox?.put(message);
  }

  /** The server has said hello. */
  ready(): void {
    if (this.#state !== "connecting") return;
    this.#failures = 0;
    this.#setState("open");
    this.#events.opened();
  }

  fail(error: StreamError): void {
    if (this.#failure) return;
    this.#failure = error;
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
      const port = await this.#connect();
      if (this.#failure) return port.close();
      this.#use(port);
    } catch (error) {
      if (error instanceof StreamError) return this.fail(error);
      this.#lastProblem = error;
      this.#retryLater();
    }
  }

  #use(port: Port): void {
    this.#port = port;
    // A call whose arguments have no clone was refused before it got here: what fails now is the port.
    this.#outbox = new Outbox(port, () => this.#lose(port), packAppends);
    // A little longer each time, so that a store that is only slow gets its chance.
    setTimeout(
      () => {
        if (this.#state === "connecting") this.#lose(port);
      },
      Math.max(firstHelloMs, 2 * backoffMs(this.#failures + 1, retryCurve)),
    );
    port.onClose(() => this.#lose(port));
    port.onMessage((batch) => {
      // Something that the port's codec could not read: what follows from it is unknown, so start anew.
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
    setTimeout(() => void this.#tryToConnect(), backoffMs(++this.#failures, retryCurve));
  }

  #setState(state: ConnectionState): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const settle of [...this.#waiting]) settle();
    this.onState(state);
  }

  #timeoutError(timeoutMs: number): StreamError {
    const reason = this.#lastProblem instanceof Error ? `: ${this.#lastProblem.message}` : "";
    return new StreamError("DISCONNECTED", `no store answered within ${timeoutMs} ms${reason}`);
  }
}

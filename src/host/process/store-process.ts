import { createDebug } from "../../debug/index.ts";
import { refusePort } from "../../ipc/server/refuse-port.ts";
import { toWindowError, toWireError } from "../../ipc/server/wire-error.ts";
import type { PortRights } from "../../ipc/server/server.ts";
import { StreamError } from "../../protocol/errors.ts";
import type { Port, ServerMessage } from "../../protocol/ipc/messages.ts";
import type { Logger } from "../../store/index.ts";
import type { Held } from "../../waiting/held.ts";
import type { SentOptions, HostMessage, ParentMessage } from "../messages.ts";
import type { PortHost, ServedPort } from "../port-host.ts";
import { RestartDelay } from "./restart-delay.ts";
import type { HostTimeouts } from "./timeouts.ts";
import { Watchdog } from "../../waiting/watchdog.ts";

const debug = createDebug("electron-durable-streams:host");

/** A process, or thread, that runs `serveHost`. */
export interface HostProcess<P> {
  post(message: ParentMessage, port?: P): void;
  /** `onMessage` and `onExit` are called once each; the latter reports how the process ended. */
  onMessage(listener: (message: HostMessage) => void): void;
  onExit(listener: (how: string) => void): void;
  /** Ends the process even if it is stopped or busy. Acknowledged writes survive that. */
  kill(): void;
}

/** How a platform starts such a process, and makes its ports. */
export interface HostPlatform<P> {
  launch(): HostProcess<P>;
  /** Wraps a port that has not been handed over. */
  toPort(port: P): Port;
  createChannel(): { readonly local: Port; readonly remote: P };
}

interface Served<P> {
  readonly port: P;
  readonly rights: PortRights | "owner";
  onClose: () => void;
}

/** The process in use. */
interface Running<P> {
  readonly process: HostProcess<P>;
  /** It has ended, or was killed. */
  readonly ended: (how: string) => void;
}

/** Errors that a restart cannot change. */
const permanent: ReadonlySet<string> = new Set(["STORE_CORRUPT", "STORE_NEWER", "BAD_REQUEST", "NOT_FOUND"]);

/** Keeps the store's process running, and hands it the ports to serve. */
export class StoreProcess<P> implements PortHost<P> {
  readonly #platform: HostPlatform<P>;
  readonly #options: SentOptions;
  readonly #timeouts: Required<HostTimeouts>;
  readonly #logger: Logger;
  readonly #restartDelay = new RestartDelay();
  readonly #served = new Map<number, Served<P>>();
  /** Ports that are handed over once the store is open. */
  readonly #waiting = new Set<number>();
  #running: Running<P> | undefined;
  #watchdog: Watchdog | undefined;
  #isOpen = false;
  #isClosing = false;
  #failure: StreamError | undefined;
  #lastId = 0;
  #restartTimer: NodeJS.Timeout | undefined;

  constructor(
    platform: HostPlatform<P>,
    options: SentOptions,
    timeouts: Required<HostTimeouts>,
    logger: Logger,
  ) {
    this.#platform = platform;
    this.#options = options;
    this.#timeouts = timeouts;
    this.#logger = logger;
  }

  /** Why the process is not started again; undefined while it is. */
  get failure(): StreamError | undefined {
    return this.#failure;
  }

  get held(): Held {
    return {
      ports: this.#served.size,
      "waiting ports": this.#waiting.size,
      "timers of a restart": this.#restartTimer ? 1 : 0,
    };
  }

  /** Starts the process for the first time. @throws StreamError as opening the store does, `STORE_FAILED` */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#launch(resolve, (error) => {
        this.fail(error);
        reject(error);
      });
    });
  }

  serve(port: P, rights: PortRights | "owner"): ServedPort {
    if (this.#failure) {
      const toWire = rights === "owner" ? toWireError : toWindowError;
      refusePort(this.#platform.toPort(port), this.#failure, toWire);
      return { refuse: () => {}, close: () => {}, onClose: (listener) => listener() };
    }
    // Tells the client whom it waits for, should the process not respond.
    if (rights !== "owner" && (!this.#isOpen || this.#watchdog?.isWaiting))
      this.#platform.toPort(port).post([{ kind: "forwarded" } satisfies ServerMessage]);
    const id = ++this.#lastId;
    const served: Served<P> = { port, rights, onClose: () => {} };
    this.#served.set(id, served);
    this.#waiting.add(id);
    if (this.#isOpen) this.#handOver();
    return {
      refuse: (error) => this.#release(id, error),
      close: () => this.#release(id),
      onClose: (listener) => (served.onClose = listener),
    };
  }

  /** Ends the process without a restart: waiting and future ports are refused with the error. */
  fail(error: StreamError): void {
    if (this.#failure) return;
    this.#failure = error;
    clearTimeout(this.#restartTimer);
    this.#restartTimer = undefined;
    for (const id of [...this.#waiting]) this.#release(id, error);
    this.#running?.process.kill();
  }

  /** The store is being closed: from now on, the process has less time to respond. */
  closing(): void {
    this.#isClosing = true;
    if (this.#isOpen) this.#watch(this.#timeouts.closeTimeoutMs, "did not respond");
  }

  #launch(opened: () => void, failed: (error: StreamError) => void): void {
    debug("starting the process of %s", this.#options.directory);
    const process = this.#platform.launch();
    let refusal: StreamError | undefined;
    const running: Running<P> = {
      process,
      ended: (how) => {
        if (this.#running !== running) return;
        debug("the process of %s has ended: %s", this.#options.directory, this.#failure?.code ?? how);
        const wasOpen = this.#isOpen;
        this.#lose();
        if (wasOpen) this.#restartAfter(how);
        else failed(refusal ?? notOpened(how));
      },
    };
    this.#running = running;
    process.onExit(running.ended);
    process.onMessage((message) => {
      // A process that was killed may have sent this before.
      if (this.#running !== running) return;
      this.#receive(message);
      if (message.kind === "opened") opened();
      if (message.kind !== "failed") return;
      refusal = StreamError.fromWire(message.error);
      process.kill();
    });
    this.#watch(this.#timeouts.openTimeoutMs, "did not open the store");
    process.post({ kind: "open", options: this.#options });
  }

  #receive(message: HostMessage): void {
    if (this.#isOpen) this.#watchdog?.alive();
    switch (message.kind) {
      case "opened":
        this.#isOpen = true;
        this.#restartDelay.opened();
        this.#watch(this.#timeouts.responseTimeoutMs, "did not respond");
        return this.#handOver();
      case "released":
        return this.#forget(message.id);
      case "log":
        this.#logger[message.level](message.text);
    }
  }

  /** Kills the process once it has shown no sign of life for so long, and continues without waiting for its end. */
  #watch(timeoutMs: number, problem: string): void {
    const { process, ended } = this.#running!;
    const hung = () => {
      process.kill();
      ended(`it ${problem} for ${timeoutMs} ms and was killed`);
    };
    const ping = () => {
      // Before it is open it cannot respond: opening blocks its event loop.
      if (this.#isOpen) process.post({ kind: "ping" });
    };
    this.#watchdog?.stop();
    this.#watchdog = new Watchdog(timeoutMs, hung, ping);
  }

  #handOver(): void {
    for (const id of this.#waiting) {
      const { port, rights } = this.#served.get(id)!;
      debug(
        "handing port %d to the process: %s",
        id,
        rights === "owner" ? rights : (rights.label ?? "window"),
      );
      this.#waiting.delete(id);
      try {
        this.#running!.process.post({ kind: "serve", id, rights }, port);
      } catch {
        // Its other end has closed while it waited, so it cannot be transferred any more.
        this.#forget(id);
      }
    }
  }

  /** The process is gone, and its ports with it: their other ends notice, and ask for new ones. */
  #lose(): void {
    this.#watchdog?.stop();
    this.#running = undefined;
    this.#isOpen = false;
    for (const id of [...this.#served.keys()]) if (!this.#waiting.has(id)) this.#forget(id);
  }

  #restartAfter(how: string): void {
    if (this.#failure) return;
    const next = this.#isClosing ? "the store was being closed" : "restarting it";
    this.#logger.error(`electron-durable-streams: the store's process ended unexpectedly (${how}); ${next}`);
    if (!this.#isClosing) this.#restartLater();
  }

  #restartLater(): void {
    this.#restartTimer = setTimeout(() => {
      this.#restartTimer = undefined;
      this.#launch(
        () => {},
        (error) => {
          this.#logger.error("electron-durable-streams: the store could not be reopened:", error);
          if (permanent.has(error.code)) this.fail(error);
          else if (!this.#failure) this.#restartLater();
        },
      );
    }, this.#restartDelay.next());
  }

  #release(id: number, error?: StreamError): void {
    const served = this.#served.get(id);
    if (!served) return;
    if (this.#waiting.delete(id)) {
      const port = this.#platform.toPort(served.port);
      if (error) refusePort(port, error, served.rights === "owner" ? toWireError : toWindowError);
      else port.close();
      this.#forget(id);
    } else {
      this.#running?.process.post({ kind: "release", id, ...(error && { error: error.toWire() }) });
    }
  }

  #forget(id: number): void {
    const served = this.#served.get(id);
    this.#served.delete(id);
    served?.onClose();
  }
}

function notOpened(how: string): StreamError {
  return new StreamError("STORE_FAILED", `the store's process ended before the store was open: ${how}`);
}

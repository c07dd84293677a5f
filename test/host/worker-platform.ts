import { Worker } from "node:worker_threads";
import type { HostMessage, HostPlatform } from "../../src/host/index.ts";
import { fromMessagePort } from "../../src/ipc/ports/message-port.ts";
import type { ThreadMessage } from "./host-thread.ts";

export interface WorkerPlatform extends HostPlatform<MessagePort> {
  /** The number of threads started so far. */
  readonly launches: number;
  /** Blocks the thread until it is killed: it reads no message, and does not end by itself. Returns when it is blocked. */
  hang(): void;
  /** Further threads are blocked from the start. */
  hangOnLaunch: boolean;
  /** The signs of life that were asked for. */
  readonly pings: number;
  /** Resolves with the next sign of life. */
  ponged(): Promise<void>;
}

/** A host in a thread of its own, which can really hang. */
export function workerPlatform(): WorkerPlatform {
  let worker: Worker;
  let launches = 0;
  let pings = 0;
  let hangOnLaunch = false;
  let pong = Promise.withResolvers<void>();
  const post = (message: ThreadMessage, transfer: MessagePort[] = []) =>
    worker.postMessage(message, transfer as never);
  const hang = () => {
    const block = new Int32Array(new SharedArrayBuffer(8));
    post({ block });
    Atomics.wait(block, 0, 0);
  };
  return {
    get launches() {
      return launches;
    },
    get pings() {
      return pings;
    },
    get hangOnLaunch() {
      return hangOnLaunch;
    },
    set hangOnLaunch(value) {
      hangOnLaunch = value;
    },
    ponged: () => pong.promise,
    hang,
    launch() {
      launches++;
      const launched = new Worker(new URL("host-thread.ts", import.meta.url));
      worker = launched;
      if (hangOnLaunch) post({ block: new Int32Array(new SharedArrayBuffer(8)) });
      return {
        post(message, port) {
          if (message.kind === "ping") pings++;
          const sent = { message, ...(port && { port }) } as ThreadMessage;
          launched.postMessage(sent, (port ? [port] : []) as never);
        },
        onMessage(listener) {
          launched.on("message", (message: HostMessage) => {
            listener(message);
            if (message.kind !== "pong") return;
            pong.resolve();
            pong = Promise.withResolvers();
          });
        },
        onExit: (listener) => void launched.once("exit", (code) => listener(`exit code ${code}`)),
        kill: () => void launched.terminate(),
      };
    },
    toPort: fromMessagePort,
    createChannel() {
      const { port1, port2 } = new MessageChannel();
      return { local: fromMessagePort(port1), remote: port2 };
    },
  };
}

import { loadPortHandler } from "../../main/frames/load-port-handler.ts";
import { serveHost, type HostMessage, type HostPlatform, type ParentMessage } from "../../src/host/index.ts";
import { fromMessagePort } from "../../src/ipc/ports/message-port.ts";
import type { Port } from "../../src/protocol/ipc/messages.ts";
import { openStreamStore, type StoreOptions, type StreamStore } from "../../src/store/index.ts";

export interface ThreadPlatform extends HostPlatform<MessagePort> {
  /** All stores opened so far; the last one is being served. */
  readonly stores: StreamStore[];
  /** Resolves as soon as a store could not be opened. */
  readonly refused: Promise<void>;
  /** Ends the host as a crash would: its ports close, and no more responses are sent. */
  crash(): Promise<void>;
}

/** Both sides of a hosted store in this thread, with real ports between them. Only the second process is missing. */
export function threadPlatform(extra: Pick<StoreOptions, "now"> = {}): ThreadPlatform {
  const stores: StreamStore[] = [];
  let crash = async (): Promise<void> => {};
  const { promise: refused, resolve: refuse } = Promise.withResolvers<void>();
  const open = (options: StoreOptions): StreamStore => {
    try {
      const store = openStreamStore({ ...options, ...extra });
      stores.push(store);
      return store;
    } catch (error) {
      refuse();
      throw error;
    }
  };
  return {
    stores,
    refused,
    crash: () => crash(),
    launch() {
      const { port1, port2 } = new MessageChannel();
      const ports: Port[] = [];
      let isGone = false;
      let exited = (_how: string): void => {};
      serveHost(
        {
          post: (message) => port2.postMessage(message),
          onMessage(listener) {
            port2.addEventListener("message", ({ data, ports: [received] }) => {
              const port = received && fromMessagePort(received);
              // A process that has ended receives nothing, and the ports that were sent to it close.
              if (isGone) return port?.close();
              if (port) ports.push(port);
              listener(data as ParentMessage, port);
            });
            port2.start();
          },
        },
        { open, loadHandler: loadPortHandler },
      );
      const earlier = stores.length;
      crash = async () => {
        if (isGone) return;
        isGone = true;
        for (const port of ports) port.close();
        port1.close();
        await Promise.all(stores.slice(earlier).map((store) => store.close()));
        exited("it crashed");
      };
      return {
        post: (message, port) => port1.postMessage(message, port ? [port] : []),
        onMessage(listener) {
          port1.addEventListener("message", ({ data }) => listener(data as HostMessage));
          port1.start();
        },
        onExit: (listener) => (exited = listener),
        kill: () => void crash(),
      };
    },
    toPort: fromMessagePort,
    createChannel() {
      const { port1, port2 } = new MessageChannel();
      return { local: fromMessagePort(port1), remote: port2 };
    },
  };
}

import { once } from "node:events";
import { join } from "node:path";
import { Worker, type Transferable } from "node:worker_threads";
import { fromMessagePort } from "../../src/ipc/ports/message-port.ts";
import { servePort } from "../../src/ipc/server/server.ts";
import { openStreamStore } from "../../src/store/index.ts";
import { barePort } from "./bare-message-port.ts";
import { IpcHost } from "./host.ts";
import type { Place } from "./place.ts";

/** The main process and the window as two threads of Node, connected by MessageChannels. */
export async function openNodePlace(directory: string): Promise<Place> {
  const host = new IpcHost(openStreamStore({ directory: join(directory, "ours") }), directory);
  const channels = [new MessageChannel(), new MessageChannel(), new MessageChannel()] as const;
  const servers = channels
    .slice(0, 2)
    .map(({ port1 }) => servePort(host.store, fromMessagePort(port1), { access: "manage" }));
  const [, , bare] = channels;
  host.serveBare(barePort(bare.port1));
  const ports = channels.map(({ port2 }) => port2);
  const worker = new Worker(join(import.meta.dirname, "node-window.ts"), {
    workerData: ports,
    transferList: ports as unknown as Transferable[],
  });
  return {
    host: (name, ...args) => (host[name] as (...args: unknown[]) => Promise<never>)(...args),
    async window(name, ...args) {
      worker.postMessage({ name, args });
      const [result] = (await once(worker, "message")) as [never];
      return result;
    },
    async close() {
      await worker.terminate();
      for (const server of servers) server.close();
      bare.port1.close();
      await host.close();
    },
  };
}

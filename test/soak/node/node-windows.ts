import { once } from "node:events";
import { MessageChannel, Worker } from "node:worker_threads";
import { fromMessagePort } from "../../../src/ipc/ports/message-port.ts";
import { servePort } from "../../../src/ipc/server/server.ts";
import type { StreamStore } from "../../../src/store/index.ts";
import { followedBy, type SoakWindows } from "../windows.ts";

/** Stands in where there is no Electron: threads that hold the client's end of a port, and end with it open. */
export class NodeWindows implements SoakWindows {
  readonly kind = "threads, without Electron";
  opened = 0;
  readonly #store: StreamStore;
  readonly #workers: Worker[] = [];

  constructor(store: StreamStore) {
    this.#store = store;
  }

  async open(): Promise<void> {
    const { port1, port2 } = new MessageChannel();
    const ready = new MessageChannel();
    servePort(this.#store, fromMessagePort(port1 as unknown as MessagePort), { access: "manage" });
    const worker = new Worker(new URL("./node-window.ts", import.meta.url), {
      workerData: { ready: ready.port2, port: port2, ...followedBy(this.opened++) },
      transferList: [ready.port2, port2],
    });
    this.#workers.push(worker);
    await once(ready.port1, "message");
    ready.port1.close();
  }

  async disturb(): Promise<void> {
    await this.#workers.shift()!.terminate();
    await this.open();
  }

  async closeAll(): Promise<void> {
    await Promise.all(this.#workers.splice(0).map((worker) => worker.terminate()));
  }
}

import { vi } from "vitest";
import { loadPortHandler } from "../../../main/frames/load-port-handler.ts";
import type { AccessRules } from "../../../src/ipc/server/access.ts";
import { fromMessagePort } from "../../../src/ipc/ports/message-port.ts";
import type { ReplicationSource } from "../../../src/ipc/server/replication-source.ts";
import { servePort, type PortServer } from "../../../src/ipc/server/server.ts";
import type { Batch, Port, ServerMessage } from "../../../src/protocol/ipc/messages.ts";
import type { StreamStore } from "../../../src/store/index.ts";

export interface RawPortOptions {
  readonly reads?: boolean;
  readonly replications?: readonly ReplicationSource[];
}

/** The window's end of a served port without a client, so that tests can send anything. */
export class RawPort {
  readonly received: ServerMessage[] = [];
  readonly server: PortServer;
  /** All messages that the server has posted, read or not. */
  readonly posted: ServerMessage[] = [];
  readonly #port: MessagePort;

  constructor(store: StreamStore, access: AccessRules, options: RawPortOptions = {}) {
    const { reads = true, replications } = options;
    const { port1, port2 } = new MessageChannel();
    const port = fromMessagePort(port1);
    const recording: Port = {
      ...port,
      post: (batch) => {
        this.posted.push(...(batch as Batch<ServerMessage>));
        port.post(batch);
      },
    };
    this.server = servePort(store, recording, { access, replications, loadHandler: loadPortHandler });
    this.#port = port2;
    if (reads) this.read();
  }

  /** Reads messages and returns the marks, as a client does. */
  read(): void {
    this.#port.addEventListener("message", ({ data }: MessageEvent<Batch<ServerMessage>>) => {
      for (const message of data) {
        if (message.kind === "mark") this.send([{ kind: "passed", id: message.id }]);
        else this.received.push(message);
      }
    });
    this.#port.start();
  }

  send(value: unknown): void {
    this.#port.postMessage(value);
  }

  async answer(id: number): Promise<ServerMessage> {
    return vi.waitFor(() => {
      const found = this.received.find((message) => "id" in message && message.id === id);
      if (!found) throw new Error(`no response to ${id} yet`);
      return found;
    }, 30_000);
  }

  async call(id: number, operation: string, ...args: unknown[]): Promise<ServerMessage> {
    this.send([{ kind: "call", id, operation, args }]);
    return this.answer(id);
  }
}

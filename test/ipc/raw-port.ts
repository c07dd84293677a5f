import { vi } from "vitest";
import type { AccessRules } from "../../src/ipc/access.ts";
import { fromMessagePort } from "../../src/ipc/ports/message-port.ts";
import { servePort, type PortServer } from "../../src/ipc/server.ts";
import type { Batch, ServerMessage } from "../../src/protocol/ipc.ts";
import type { StreamStore } from "../../src/store/index.ts";

/** The other end of a served port, without a client in between: anything can be sent. */
export class RawPort {
  readonly received: ServerMessage[] = [];
  readonly server: PortServer;
  readonly #port: MessagePort;

  constructor(store: StreamStore, access: AccessRules) {
    const { port1, port2 } = new MessageChannel();
    this.server = servePort(store, fromMessagePort(port1), { access });
    this.#port = port2;
    port2.addEventListener("message", (event: MessageEvent<Batch<ServerMessage>>) => {
      this.received.push(...event.data);
    });
    port2.start();
  }

  send(value: unknown): void {
    this.#port.postMessage(value);
  }

  async answer(id: number): Promise<ServerMessage> {
    return vi.waitFor(() => {
      const found = this.received.find((message) => "id" in message && message.id === id);
      if (!found) throw new Error(`no answer to ${id} yet`);
      return found;
    });
  }

  async call(id: number, operation: string, ...args: unknown[]): Promise<ServerMessage> {
    this.send([{ kind: "call", id, operation, args }]);
    return this.answer(id);
  }
}

import { Streams } from "../../../renderer/client/streams.ts";
import type { AccessRules } from "../../../src/ipc/server/access.ts";
import { StreamsClient } from "../../../src/ipc/client/client.ts";
import { fromMessagePort } from "../../../src/ipc/ports/message-port.ts";
import { servePort, type PortServer } from "../../../src/ipc/server/server.ts";
import type { Port } from "../../../src/protocol/ipc/messages.ts";
import { openStreamStore, type StoreOptions, type StreamStore } from "../../../src/store/index.ts";

/** A store served over real MessageChannels, one for each connection of the client. */
export interface StoreOverPort {
  readonly store: StreamStore;
  readonly streams: Streams;
  /** The servers of all connections so far; the last one is in use. */
  readonly servers: PortServer[];
  close(): Promise<void>;
}

export async function openStoreOverPort(
  options: StoreOptions = { inMemory: true },
  access: AccessRules = "manage",
): Promise<StoreOverPort> {
  const store = openStreamStore(options);
  const servers: PortServer[] = [];
  const client = new StreamsClient(async () => connectTo(store, access, servers));
  await client.connected(5000);
  const streams = new Streams(client);
  return {
    store,
    streams,
    servers,
    async close() {
      streams.close();
      for (const server of servers) server.close();
      await store.close();
    },
  };
}

export function connectTo(store: StreamStore, access: AccessRules, servers: PortServer[]): Port {
  const { port1, port2 } = new MessageChannel();
  servers.push(servePort(store, fromMessagePort(port1), { access }));
  return fromMessagePort(port2);
}

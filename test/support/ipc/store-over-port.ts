import { expect } from "vitest";
import { loadPortHandler } from "../../../main/frames/load-port-handler.ts";
import { Streams } from "../../../renderer/client/streams.ts";
import type { AccessRules } from "../../../src/ipc/server/access.ts";
import { StreamsClient } from "../../../src/ipc/client/client.ts";
import { fromMessagePort } from "../../../src/ipc/ports/message-port.ts";
import { servePort, type PortServer } from "../../../src/ipc/server/server.ts";
import type { Port } from "../../../src/protocol/ipc/messages.ts";
import { openStreamStore, type StoreOptions, type StreamStore } from "../../../src/store/index.ts";
import { closeAtRest, expectAtRest } from "../store/at-rest.ts";

/** A store served over real MessageChannels, one for each connection of the client. */
export interface StoreOverPort {
  readonly store: StreamStore;
  readonly streams: Streams;
  /** The servers of all connections so far; the last one is in use. */
  readonly servers: PortServer[];
  /** Closes all of it, which must then hold nothing. Waits for the calls that are under way. */
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
      // Before closing, which hides what was not counted back.
      await expectAtRest(client, ["client's cursors"]);
      for (const server of servers) if (!server.isClosed) await expectServerAtRest(server);
      streams.close();
      for (const server of servers) server.close();
      await expectAtRest(client);
      expect(servers.map(({ cursors }) => cursors)).toEqual(servers.map(() => 0));
      await closeAtRest(store);
    },
  };
}

export function connectTo(store: StreamStore, access: AccessRules, servers: PortServer[]): Port {
  const { port1, port2 } = new MessageChannel();
  servers.push(servePort(store, fromMessagePort(port1), { access, loadHandler: loadPortHandler }));
  return fromMessagePort(port2);
}

/** Tests may leave cursors open. */
async function expectServerAtRest(server: PortServer): Promise<void> {
  await expectAtRest(server, ["cursors", "list cursors"]);
  const { held, cursors } = server;
  expect(held["list cursors"]).toBeLessThanOrEqual(cursors);
}

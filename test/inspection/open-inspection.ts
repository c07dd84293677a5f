import { onTestFinished } from "vitest";
import { Inspection } from "../../renderer/client/inspection.ts";
import { Streams } from "../../renderer/client/streams.ts";
import { InspectionClient } from "../../src/ipc/client/inspection.ts";
import { StreamsClient } from "../../src/ipc/client/client.ts";
import { fromMessagePort } from "../../src/ipc/ports/message-port.ts";
import { servePort, type PortServerOptions } from "../../src/ipc/server/server.ts";
import { openStreamStore, type StoreOptions, type StreamStore } from "../../src/store/index.ts";

export interface OpenInspection {
  readonly store: StreamStore;
  readonly streams: Streams;
  /** Over a port, like in the inspector's page. */
  readonly inspection: Inspection;
}

/** Opens a store with an inspection over a port, both closed after the test. */
export async function openInspection(
  options: StoreOptions = { inMemory: true },
  served: Partial<PortServerOptions> = {},
): Promise<OpenInspection> {
  const store = openStreamStore(options);
  onTestFinished(() => store.close());
  return inspect(store, served);
}

export async function inspect(
  store: StreamStore,
  served: Partial<PortServerOptions> = {},
): Promise<OpenInspection> {
  const client = new StreamsClient(async () => {
    const { port1, port2 } = new MessageChannel();
    const server = servePort(store, fromMessagePort(port1), {
      access: "manage",
      inspection: true,
      ...served,
    });
    onTestFinished(() => server.close());
    return fromMessagePort(port2);
  });
  await client.connected(5000);
  onTestFinished(() => client.close());
  return { store, streams: new Streams(client), inspection: new Inspection(new InspectionClient(client)) };
}

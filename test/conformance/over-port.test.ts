import { runConformanceTests } from "@durable-streams/server-conformance-tests";
import { afterAll, beforeAll, describe, vi } from "vitest";
import { createPortHandler } from "../../src/http/port/index.ts";
import { StreamsClient } from "../../src/ipc/client/client.ts";
import { fetchOverPort } from "../../src/ipc/client/fetch/port-fetch.ts";
import { fromMessagePort } from "../../src/ipc/ports/message-port.ts";
import { servePort, type PortServer } from "../../src/ipc/server/server.ts";
import { streamsRoot } from "../../src/protocol/hosts/streams-root.ts";
import { openStreamStore, type StreamStore } from "../../src/store/index.ts";

const longPollTimeoutMs = 3000;

const handlerOptions = {
  longPollTimeoutMs,
  basePath: "/v1/stream",
  // The suite sends a request like those of a page of this origin.
  cors: { origins: ["https://example.com"] },
};

describe("the official conformance suite, through streams.fetch", () => {
  let store: StreamStore;
  let server: PortServer;
  let client: StreamsClient;

  beforeAll(async () => {
    store = openStreamStore({ inMemory: true });
    client = new StreamsClient(async () => {
      const { port1, port2 } = new MessageChannel();
      server = servePort(store, fromMessagePort(port1), {
        access: "manage",
        loadHandler: async (served, access) => createPortHandler(served, access, handlerOptions),
      });
      return fromMessagePort(port2);
    });
    await client.connected(5000);
    // The suite and the client that it uses call it.
    vi.stubGlobal("fetch", fetchOverPort(client));
  });
  afterAll(async () => {
    vi.unstubAllGlobals();
    client.close();
    server.close();
    await store.close();
  });

  runConformanceTests({ baseUrl: streamsRoot.slice(0, -1), longPollTimeoutMs });
});

import { join } from "node:path";
import { DurableStreamTestServer } from "@durable-streams/server";
import { serveStreams } from "../../src/http/index.ts";
import { openStreamStore } from "../../src/store/index.ts";

/** A server of the protocol on loopback. */
interface Server {
  /** The stream root, ending with a slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** The servers to compare, both with their data on disk. */
export const createServer = {
  async ours(directory: string): Promise<Server> {
    const store = openStreamStore({ directory: join(directory, "ours"), durability: "full" });
    const server = await serveStreams(store, { port: 0 });
    return {
      url: server.url,
      async close() {
        await server.close();
        await store.close();
      },
    };
  },

  async reference(directory: string): Promise<Server> {
    const dataDir = join(directory, "reference");
    const server = new DurableStreamTestServer({ port: 0, host: "127.0.0.1", dataDir });
    const url = await server.start();
    return { url: `${url}/`, close: () => server.stop() };
  },
};

export type ServerName = keyof typeof createServer;

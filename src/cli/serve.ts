import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { Command } from "commander";
import { serveStreams } from "../http/index.ts";
import { openStreamStore } from "../store/index.ts";
import { parsePort } from "./terminal/parse-port.ts";
import { serveUntilStopped } from "./terminal/stop-signal.ts";
import { withStore } from "./terminal/with-store.ts";

interface ServeOptions {
  readonly port: number;
  /** False is none at all. */
  readonly token?: string | false;
  readonly readOnly?: boolean;
}

export function serveCommand(): Command {
  return new Command("serve")
    .description("Serve a store to clients of the Durable Streams Protocol on this machine.")
    .argument("<directory>", "the store's folder; created if it is missing")
    .option("--port <number>", "the port to listen on; 0 is any free one", parsePort, 4437)
    .option("--token <token>", "what clients send as bearer token; a new one by default")
    .option("--no-token", "let every program of this machine use the store")
    .option("--read-only", "only let clients read, also while an app has the store open")
    .addHelpText("after", helpText)
    .action(runServe);
}

const helpText = `
It listens on 127.0.0.1 only, and prints the URL below which the streams are. Web
pages are refused.

Examples:
  $ electron-durable-streams serve ./streams --token "$TOKEN"
  $ curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:4437/orders`;

async function runServe(directory: string, options: ServeOptions): Promise<void> {
  const { port, readOnly = false } = options;
  const token = options.token ?? randomBytes(32).toString("base64url");
  await withStore(openStreamStore({ directory, readOnly }), (store) =>
    serveUntilStopped(async () => {
      const server = await serveStreams(store, {
        port,
        ...(token !== false && { token }),
        authorize: (_request, _path, needed) => !readOnly || needed === "read",
      });
      console.error(`Serving ${resolve(directory)}${readOnly ? " (read-only)" : ""}; Ctrl-C stops it.`);
      if (options.token === undefined) console.error(`Clients send: Authorization: Bearer ${token}`);
      return server;
    }),
  );
}

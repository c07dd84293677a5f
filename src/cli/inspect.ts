import { resolve } from "node:path";
import { Command } from "commander";
import { StreamError } from "../protocol/errors.ts";
import type { StoreOptions, StreamStore } from "../store/index.ts";
import { serveInspector } from "./inspector/host.ts";
import { definitionsIn, streamsOption } from "./terminal/definitions.ts";
import { parsePort } from "./terminal/parse-port.ts";
import { serveUntilStopped } from "./terminal/stop-signal.ts";
import { withStore } from "./terminal/with-store.ts";
import { openToRead, openToWrite } from "./where/open-store.ts";

interface InspectOptions {
  readonly port: number;
  readonly readOnly?: boolean;
  readonly streams?: string;
}

export function inspectCommand(): Command {
  return new Command("inspect")
    .description("Serve the inspector for a store to a browser on this machine.")
    .argument("<directory>", "the store's folder")
    .option("--port <number>", "the port to listen on; 0 for a free one", parsePort, 0)
    .option("--read-only", "open read-only; works while an app is using the store")
    .option(...streamsOption)
    .addHelpText("after", helpText)
    .action(runInspect);
}

const helpText = `
Listens on 127.0.0.1 only, and requires the token in the URL that it prints. To
use it from another machine, run ssh -L 8080:127.0.0.1:8080 with the same port on
both sides.

Examples:
  $ electron-durable-streams inspect ./streams
  $ electron-durable-streams inspect --read-only --port 8080 ~/.config/my-app/streams`;

async function runInspect(directory: string, options: InspectOptions): Promise<void> {
  const { port, readOnly = false } = options;
  const definitions = await definitionsIn(options.streams);
  await withStore(openExisting(directory, { readOnly, ...definitions }), (store) =>
    serveUntilStopped(async () => {
      const host = await serveInspector(store, { port, access: readOnly ? "read" : "manage" });
      console.error(
        `Inspecting ${resolve(directory)}${readOnly ? " (read-only)" : ""}. Press Ctrl-C to stop. Open:`,
      );
      return host;
    }),
  );
}

function openExisting(
  directory: string,
  { readOnly = false, ...options }: Omit<StoreOptions, "directory">,
): StreamStore {
  if (readOnly) return openToRead(directory, options);
  try {
    return openToWrite(directory, options);
  } catch (error) {
    if (!(error instanceof StreamError) || error.code !== "STORE_LOCKED") throw error;
    throw new StreamError(
      error.code,
      `${error.message}; or use --read-only to inspect it anyway`,
      error.details,
    );
  }
}

import { join } from "node:path";
import { onTestFinished } from "vitest";
import { serveStreams } from "../../../src/http/index.ts";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

export const token = "secret";

/** Where a test has its streams. */
export interface Place {
  /** The arguments that name it: a folder, or a URL with the token. */
  readonly where: readonly [string, ...string[]];
  /** Reads what a command has stored. */
  inspect<Result>(work: (store: StreamStore) => Promise<Result>): Promise<Result>;
}

/** A folder without a store. No process has it open while a command runs. */
export async function folderPlace(): Promise<Place> {
  const directory = join(await temporaryDirectory(), "streams");
  return {
    where: [directory],
    async inspect(work) {
      const store = openStreamStore({ directory, readOnly: true });
      try {
        return await work(store);
      } finally {
        await store.close();
      }
    },
  };
}

/** An empty store that this process serves. */
export async function serverPlace(): Promise<Place & { readonly directory: string; readonly url: string }> {
  const directory = await temporaryDirectory();
  const store = openStreamStore({ directory });
  const server = await serveStreams(store, { port: 0, token });
  onTestFinished(async () => {
    await server.close();
    await store.close();
  });
  const { url } = server;
  return { where: [url, "--token", token], directory, url, inspect: (work) => work(store) };
}

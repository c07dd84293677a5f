import { onTestFinished } from "vitest";
import { serveStreams, type ServeStreamsOptions } from "../../src/http/index.ts";
import { openStreamStore, type StreamStore } from "../../src/store/index.ts";
import { closeUnused } from "../support/store/at-rest.ts";

export interface RunningServer {
  readonly store: StreamStore;
  /** The stream root, with a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a server on a free port, over a store in memory; closes both when the test has finished. */
export async function startServer(options: ServeStreamsOptions = {}): Promise<RunningServer> {
  const store = openStreamStore({ inMemory: true });
  // After the server, which must have given back all that it held of the store.
  onTestFinished(() => closeUnused(store));
  const server = await serveStreams(store, { port: 0, ...options });
  onTestFinished(() => server.close());
  return { store, ...server };
}

/** Status and code of an error response. */
export async function errorIn(response: Response): Promise<{ status: number; code: string }> {
  const { error, ...rest } = (await response.json()) as { error: { code: string; message: string } };
  if (Object.keys(rest).length > 0 || typeof error.message !== "string")
    throw new Error("not the body of an error");
  return { status: response.status, code: error.code };
}

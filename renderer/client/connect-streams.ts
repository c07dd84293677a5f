import { InspectionClient } from "../../src/ipc/client/inspection.ts";
import { StreamsClient } from "../../src/ipc/client/client.ts";
import { StreamError } from "../../src/protocol/errors.ts";
import type { Port } from "../../src/protocol/ipc/messages.ts";
import { Inspection } from "./inspection.ts";
import { sharePageSession } from "./page-session.ts";
import { Streams } from "./streams.ts";

export interface ConnectOptions {
  /** Returns a port to a store; by default it comes through the window's preload. */
  readonly connect?: () => Promise<Port>;
  /** How long to wait for the store to respond, in milliseconds; 10,000 by default. */
  readonly timeoutMs?: number;
}

/**
 * Connects this page to the store that the main process exposes. Further calls share the page's connection; it closes
 * with the last of the returned objects. After a second without a response, the console says what may be missing.
 *
 * @throws StreamError `FORBIDDEN` if this window has no access, `DISCONNECTED` if the store does not respond in time
 */
export async function connectStreams(options: ConnectOptions = {}): Promise<Streams> {
  return new Streams(await connectClient(options));
}

/**
 * Connects an inspector: the streams and the inspection, over one connection. The host has to serve the inspection
 * (`exposeStreams(store, { inspection: true })`); otherwise its calls fail with `FORBIDDEN`.
 *
 * @throws StreamError `FORBIDDEN`, `DISCONNECTED` as `connectStreams` does
 */
export async function connectInspection(
  options: ConnectOptions = {},
): Promise<{ readonly streams: Streams; readonly inspection: Inspection }> {
  const { connected, ...both } = beginInspection(options);
  await connected;
  return both;
}

/** Returns before the connection is open: calls wait for `connected`, which rejects as `connectInspection` does. */
export function beginInspection(options: ConnectOptions = {}): {
  readonly streams: Streams;
  readonly inspection: Inspection;
  readonly connected: Promise<void>;
} {
  const { client, connected } = beginClient(options);
  return {
    streams: new Streams(client),
    inspection: new Inspection(new InspectionClient(client)),
    connected,
  };
}

async function connectClient(options: ConnectOptions): Promise<StreamsClient> {
  const { client, connected } = beginClient(options);
  await connected;
  return client;
}

function beginClient(options: ConnectOptions): { client: StreamsClient; connected: Promise<void> } {
  const page = options.connect ? undefined : sharePageSession();
  const client = new StreamsClient(options.connect ?? page!.session);
  const connected = client.connected(options.timeoutMs ?? 10_000).catch((error: unknown) => {
    client.close();
    throw page && isUnanswered(error) && !client.isForwarded
      ? new StreamError("DISCONNECTED", `${error.message}: ${page.problem()}`)
      : error;
  });
  return { client, connected };
}

function isUnanswered(error: unknown): error is StreamError {
  return error instanceof StreamError && error.code === "DISCONNECTED";
}

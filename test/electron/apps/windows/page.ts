import type * as StreamsApi from "./streams-api.js";
import { connectStreams, StreamError, type StreamMessage, type Streams } from "./streams-api.js";
import { keep, readKept, type Kept } from "./kept.ts";
import { openRawPort, type RawPort } from "./raw-port.ts";

/** The API of the page for tests. */
export interface PageFixture {
  readonly streams: Streams;
  /** Follows a stream from its start. Returns the list that collects its messages. */
  follow(path: string): StreamMessage[];
  readonly received: Record<string, StreamMessage[]>;
  /** The value that a call resolves with, or the `code` that it rejects with. */
  outcome(call: (streams: Streams) => Promise<unknown>): Promise<unknown>;
  readKept(): Kept;
  openRawPort(target?: Window): RawPort;
  /** Another copy of the client; each name is a copy of its own. */
  loadCopy(name: string): Promise<typeof StreamsApi>;
}

declare global {
  interface Window {
    fixture: PageFixture;
    /** True once the page is connected; the error code if it could not connect. */
    connected: true | string | undefined;
    /** The error text if the page could not connect. */
    problem: string | undefined;
    /** Ports that tests keep. */
    raw: RawPort;
    next: RawPort;
  }
}

const query = new URLSearchParams(location.search);
const received: Record<string, StreamMessage[]> = {};

if (query.has("raw")) {
  window.fixture = { received, readKept, openRawPort, loadCopy } as unknown as PageFixture;
  window.connected = true;
} else {
  window.connected = await connect().catch((error: unknown) => {
    window.problem = String(error);
    return codeOf(error);
  });
}

async function connect(): Promise<true> {
  const streams = await connectStreams();
  window.fixture = {
    streams,
    received,
    follow(path) {
      const messages = (received[path] ??= []);
      streams.messages$(path).subscribe((message) => messages.push(message));
      return messages;
    },
    outcome: (call) => call(streams).catch((error: unknown) => codeOf(error)),
    readKept,
    openRawPort,
    loadCopy,
  };
  const kept = query.get("keep");
  if (kept !== null) keep(streams, kept);
  return true;
}

function codeOf(error: unknown): string {
  return error instanceof StreamError ? error.code : `not a StreamError: ${String(error)}`;
}

function loadCopy(name: string): Promise<typeof StreamsApi> {
  return import(/* @vite-ignore */ new URL(`streams-copy.js?${name}`, location.href).href);
}

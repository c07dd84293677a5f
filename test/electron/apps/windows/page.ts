import { connectStreams, StreamError, type StreamMessage, type Streams } from "./streams-api.js";
import { keep, readKept, type Kept } from "./kept.ts";
import { openRawPort, type RawPort } from "./raw-port.ts";

/** What the tests call in the page. */
export interface PageFixture {
  readonly streams: Streams;
  /** Follows a stream from its start; the messages gather in the list. */
  follow(path: string): StreamMessage[];
  readonly received: Record<string, StreamMessage[]>;
  /** The `code` that a call rejects with, or what it resolves with. */
  outcome(call: (streams: Streams) => Promise<unknown>): Promise<unknown>;
  readKept(): Kept;
  openRawPort(target?: Window): RawPort;
}

declare global {
  interface Window {
    fixture: PageFixture;
    /** Set once the page may be used; the code where it could not connect. */
    connected: true | string | undefined;
    /** What the error says, where it could not connect. */
    problem: string | undefined;
    /** For tests to keep ports in. */
    raw: RawPort;
    next: RawPort;
  }
}

const query = new URLSearchParams(location.search);
const received: Record<string, StreamMessage[]> = {};

if (query.has("raw")) {
  window.fixture = { received, readKept, openRawPort } as unknown as PageFixture;
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
  };
  const kept = query.get("keep");
  if (kept !== null) keep(streams, kept);
  return true;
}

function codeOf(error: unknown): string {
  return error instanceof StreamError ? error.code : `not a StreamError: ${String(error)}`;
}

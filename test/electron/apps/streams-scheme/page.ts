import { DurableStream, stream } from "@durable-streams/client";

declare global {
  interface Window {
    /** The official client of the protocol, for tests in the page. */
    client: { DurableStream: typeof DurableStream; stream: typeof stream };
  }
}

window.client = { DurableStream, stream };

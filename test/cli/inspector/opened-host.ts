import { once } from "node:events";
import { request, type IncomingHttpHeaders, type IncomingMessage, type RequestOptions } from "node:http";
import { text } from "node:stream/consumers";
import { WebSocket } from "ws";
import { connectStreams, type Streams } from "../../../renderer/client/index.ts";
import { serveInspector, type InspectorHost } from "../../../src/cli/inspector/host.ts";
import { fromWebSocket } from "../../../src/ipc/ports/web-socket-port.ts";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";

export interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An inspector's host with its store, and the requests that clients can make to it. */
export class OpenedHost {
  readonly store: StreamStore;
  readonly host: InspectorHost;
  readonly port: string;
  readonly token: string;

  static async open(access: "manage" | "read"): Promise<OpenedHost> {
    const store = openStreamStore({ inMemory: true });
    return new OpenedHost(store, await serveInspector(store, { access }));
  }

  private constructor(store: StreamStore, host: InspectorHost) {
    const url = new URL(host.url);
    this.store = store;
    this.host = host;
    this.port = url.port;
    this.token = url.searchParams.get("token")!;
  }

  /** Sends the path and headers unchanged: `fetch` would normalize paths and forbid headers. */
  async get(path: string, options: RequestOptions = {}): Promise<Answer> {
    const sent = request({ host: "127.0.0.1", port: this.port, path, agent: false, ...options });
    sent.end();
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    return { status: response.statusCode, headers: response.headers, body: await text(response) };
  }

  /** The headers that the page sends. */
  get portHeaders(): { cookie: string; origin: string } {
    const { port, token } = this;
    return { cookie: `streams-inspector-${port}=${token}`, origin: `http://127.0.0.1:${port}` };
  }

  openSocket(headers: Record<string, string> = this.portHeaders, path = "/port"): WebSocket {
    return new WebSocket(`ws://127.0.0.1:${this.port}${path}`, { headers });
  }

  connect(): Promise<Streams> {
    return connectStreams({ connect: async () => fromWebSocket(this.openSocket()) });
  }

  async close(): Promise<void> {
    await this.host.close();
    await this.store.close();
  }
}

import { createServer, request as openRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer, json } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { serveStreams, type ServedStreams } from "../../../src/http/index.ts";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { damaged, Faults, type Fault } from "./faults.ts";

/**
 * What the client suite takes for the reference server: `serveStreams`, behind a proxy that injects the faults that the
 * suite asks for with requests to `/_test/inject-error`.
 */
export class FaultyServer {
  readonly #options: { readonly port?: number; readonly longPollTimeout?: number };
  readonly #faults = new Faults();
  readonly #proxy = createServer((request, response) => {
    this.#handle(request, response).catch(() => response.destroy());
  });
  #store: StreamStore | undefined;
  #server: ServedStreams | undefined;
  url = "";

  constructor(options: { readonly port?: number; readonly longPollTimeout?: number }) {
    this.#options = options;
  }

  async start(): Promise<string> {
    const { port = 0, longPollTimeout } = this.#options;
    this.#store = openStreamStore({ inMemory: true });
    this.#server = await serveStreams(this.#store, {
      port: 0,
      ...(longPollTimeout !== undefined && { longPollTimeoutMs: longPollTimeout }),
    });
    await new Promise<void>((resolve) => this.#proxy.listen(port, "127.0.0.1", resolve));
    return (this.url = `http://127.0.0.1:${(this.#proxy.address() as AddressInfo).port}`);
  }

  async stop(): Promise<void> {
    this.#proxy.close();
    this.#proxy.closeAllConnections();
    await this.#server?.close();
    await this.#store?.close();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, this.url);
    if (url.pathname === "/_test/inject-error") return this.#control(request, response);
    const fault = this.#faults.take(url, request.method!);
    if (fault?.delayMs !== undefined) await delay(fault.delayMs + Math.random() * (fault.jitterMs ?? 0));
    if (fault?.dropConnection === true) return void response.destroy();
    if (fault?.status !== undefined) {
      const { status, retryAfter } = fault;
      response.writeHead(status, {
        "content-type": "text/plain",
        ...(retryAfter !== undefined && { "retry-after": String(retryAfter) }),
      });
      return void response.end(`injected error: ${status}`);
    }
    await this.#pass(request, response, fault);
  }

  async #control(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === "DELETE") this.#faults.clear();
    else this.#faults.add((await json(request)) as Fault);
    response.writeHead(200).end();
  }

  /** Passes a request on, and its response back as it arrives. */
  #pass(request: IncomingMessage, response: ServerResponse, fault: Fault | undefined): Promise<void> {
    const { host: _, connection: __, ...headers } = request.headers;
    const target = new URL(request.url!, this.#server!.url);
    const upstream = openRequest(target, { method: request.method!, headers, agent: false });
    response.on("close", () => upstream.destroy());
    request.pipe(upstream);
    return new Promise((resolve, reject) => {
      upstream.on("error", reject);
      upstream.on("response", (answer) => {
        (fault ? answerDamaged(answer, response, fault) : answerSame(answer, response)).then(resolve, reject);
      });
    });
  }
}

async function answerSame(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  response.writeHead(answer.statusCode!, answer.headers);
  response.flushHeaders();
  answer.pipe(response);
  answer.on("aborted", () => response.destroy());
}

async function answerDamaged(answer: IncomingMessage, response: ServerResponse, fault: Fault): Promise<void> {
  const { "content-length": _, "transfer-encoding": __, ...headers } = answer.headers;
  if (fault.injectSseEvent) {
    const { eventType, data } = fault.injectSseEvent;
    response.writeHead(answer.statusCode!, headers);
    response.write(`event: ${eventType}\ndata: ${data}\n\n`);
    return void answer.pipe(response);
  }
  const body = damaged(await buffer(answer), fault);
  response.writeHead(answer.statusCode!, { ...headers, "content-length": body.length });
  response.end(body);
}

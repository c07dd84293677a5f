import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { DurableStreamTestServer } from "@durable-streams/server";
import { onTestFinished } from "vitest";
import { answer, forward, readAll, truncate } from "./forward.ts";

/**
 * What happens to a request: it is forwarded; refused; its response is lost or cut; it is never answered; or the gateway
 * answers in place of the server.
 */
export type Reply =
  | "pass"
  | "refuse"
  | "lose-answer"
  | "truncate-answer"
  | "silence"
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string };

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  /** In milliseconds since the epoch. */
  readonly at: number;
}

/** The reference server, behind a gateway that can interfere with each request. */
export class Gateway {
  readonly seen: Seen[] = [];
  url = "";
  reply: (request: Seen) => Reply = () => "pass";
  readonly #server = createServer((request, response) => void this.#handle(request, response));
  #streams = new DurableStreamTestServer({ port: 0, host: "127.0.0.1" });
  #target = "";

  /** Closed at the end of the running test. */
  static async open(): Promise<Gateway> {
    const gateway = await Gateway.start();
    onTestFinished(() => gateway.close());
    return gateway;
  }

  /** For longer than a test: the caller closes it. */
  static async start(): Promise<Gateway> {
    const gateway = new Gateway();
    gateway.#target = await gateway.#streams.start();
    await new Promise<void>((resolve) => gateway.#server.listen(0, "127.0.0.1", resolve));
    gateway.url = `http://127.0.0.1:${(gateway.#server.address() as AddressInfo).port}/`;
    return gateway;
  }

  /** Replaces the server with an empty one. */
  async wipe(): Promise<void> {
    // Stopping waits for open long-polls.
    this.#server.closeAllConnections();
    await this.#streams.stop();
    this.#streams = new DurableStreamTestServer({ port: 0, host: "127.0.0.1" });
    this.#target = await this.#streams.start();
  }

  /** Sends a request to the server, past the gateway. */
  fetch(path: string, init?: RequestInit): Promise<Response> {
    return fetch(`${this.#target}/${path}`, init);
  }

  async create(path: string, contentType: string, body?: string): Promise<void> {
    const response = await this.fetch(path, {
      method: "PUT",
      headers: { "content-type": contentType },
      ...(body !== undefined && { body }),
    });
    if (!response.ok) throw new Error(`${response.status}`);
  }

  async append(path: string, contentType: string, body: string): Promise<void> {
    const response = await this.fetch(path, {
      method: "POST",
      headers: { "content-type": contentType },
      body,
    });
    if (!response.ok) throw new Error(`${response.status}`);
  }

  async text(path: string): Promise<string> {
    return (await this.fetch(`${path}?offset=-1`)).text();
  }

  async json(path: string): Promise<unknown> {
    return JSON.parse(await this.text(path));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request).catch(() => undefined);
    if (!body) return;
    const seen: Seen = {
      method: request.method!,
      path: new URL(request.url!, this.url).pathname.slice(1),
      headers: request.headers,
      at: Date.now(),
    };
    this.seen.push(seen);
    const reply = this.reply(seen);
    if (reply === "silence") return;
    if (reply === "refuse") return void response.destroy();
    if (typeof reply === "object") {
      response.writeHead(reply.status, reply.headers);
      return void response.end(reply.body);
    }
    try {
      const answered = await forward(request, body, this.#target, { client: response });
      if (reply === "lose-answer") response.destroy();
      else if (reply === "truncate-answer") truncate(answered, response);
      else answer(answered, response);
    } catch {
      response.destroy();
    }
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await this.#streams.stop();
  }
}

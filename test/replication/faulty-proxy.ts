import { createServer, request as openRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Random } from "../contract/seeded-random.ts";

/** What can happen to a request between two machines. */
const faults = [
  "refuse",
  "cut-request",
  "cut-answer",
  "truncate-answer",
  "delay",
  "duplicate",
  "late-duplicate",
] as const;
export type Fault = (typeof faults)[number];

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/**
 * Stands between a client and a server, and lets happen what networks do: a request that never arrives or only in
 * part, an answer that is lost or cut, a request that waits, or arrives twice, the second time long after.
 */
export class FaultyProxy {
  readonly #random: Random;
  readonly #server = createServer((request, response) => void this.#handle(request, response));
  readonly counts = new Map<Fault, number>();
  /** Where the server listens now. */
  target = "";
  /** Faults still to come; each request may draw one. */
  left = 0;
  requests = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests++;
    const body = await readAll(request).catch(() => undefined);
    if (!body) return;
    const fault = this.#draw();
    try {
      await this.#pass(request, body, response, fault);
    } catch {
      // The server is dead, or is being started again: for the client a cut, too.
      response.destroy();
    }
  }

  async #pass(
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
    fault: Fault | undefined,
  ): Promise<void> {
    switch (fault) {
      case "refuse":
        return void response.destroy();
      case "cut-request":
        await this.#forward(request, body, true).catch(() => undefined);
        return void response.destroy();
      case "cut-answer":
        await this.#forward(request, body);
        return void response.destroy();
      case "truncate-answer":
        return truncate(await this.#forward(request, body), response);
      case "delay":
        await delay(this.#random.below(400));
        break;
      case "duplicate":
        void this.#forward(request, body).catch(() => undefined);
        break;
      case "late-duplicate":
        void delay(this.#random.below(600))
          .then(() => this.#forward(request, body))
          .catch(() => undefined);
    }
    answer(await this.#forward(request, body, false, response), response);
  }

  /** One request in a few, so that they are spread over the run. */
  #draw(): Fault | undefined {
    if (this.left === 0 || this.#random.below(6) > 0) return undefined;
    this.left--;
    const fault = this.#random.pick(faults);
    this.counts.set(fault, (this.counts.get(fault) ?? 0) + 1);
    return fault;
  }

  #forward(request: IncomingMessage, body: Buffer, cut = false, client?: ServerResponse): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { host: _, connection: __, ...headers } = request.headers;
      const upstream = openRequest(new URL(request.url!, this.target), {
        method: request.method!,
        headers,
        agent: false,
      });
      upstream.on("error", reject);
      upstream.on("response", (response) => {
        readAll(response).then(
          (body) => resolve({ status: response.statusCode!, headers: response.headers, body }),
          reject,
        );
      });
      // A client that gives up its long-poll.
      client?.on("close", () => upstream.destroy());
      if (!cut) return void upstream.end(body);
      // Half of it, or at least not its end.
      upstream.write(body.subarray(0, Math.floor(body.length / 2)), () => upstream.destroy(new Error("cut")));
      if (body.length === 0) upstream.destroy(new Error("cut"));
    });
  }
}

function answer({ status, headers, body }: Answer, response: ServerResponse): void {
  response.writeHead(status, { ...plain(headers), "content-length": body.length });
  response.end(status === 204 ? undefined : body);
}

/** It announces more than it brings. */
function truncate({ status, headers, body }: Answer, response: ServerResponse): void {
  response.writeHead(status, { ...plain(headers), "content-length": body.length + 1 });
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
}

function plain(headers: Answer["headers"]): Answer["headers"] {
  const ofConnection = ["connection", "transfer-encoding", "keep-alive"];
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofConnection.includes(name)));
}

async function readAll(from: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of from) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

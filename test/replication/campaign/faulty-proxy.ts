import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Random } from "../../support/seeded-random.ts";
import { answer, forward, readAll, truncate } from "./forward.ts";

/** Faults of a network between two machines. */
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

/**
 * A proxy between a client and a server that injects the faults of a network: a request that does not arrive or only in
 * part, a response that is lost or cut, a request that is delayed, or arrives twice, the second time much later.
 */
export class FaultyProxy {
  readonly #random: Random;
  readonly #server = createServer((request, response) => void this.#handle(request, response));
  readonly counts = new Map<Fault, number>();
  /** The server's current URL. */
  target = "";
  /** Faults that are left; each request may draw one. */
  left = 0;
  requests = 0;
  /** Writes in a row that the server received whole, and did not answer before the client gave up. */
  unansweredWrites = 0;
  /** The last error between the proxy and the server. */
  lastError = "none";

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
    } catch (error) {
      this.lastError = String(error);
      if (response.closed && isWrite(request)) this.unansweredWrites++;
      // The server is dead or restarting, which the client sees as a cut.
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
        await forward(request, body, this.target, { cut: true }).catch(() => undefined);
        return void response.destroy();
      case "cut-answer":
        await forward(request, body, this.target);
        return void response.destroy();
      case "truncate-answer":
        return truncate(await forward(request, body, this.target), response);
      case "delay":
        await delay(this.#random.below(400));
        break;
      case "duplicate":
        void forward(request, body, this.target).catch(() => undefined);
        break;
      case "late-duplicate":
        void delay(this.#random.below(600))
          .then(() => forward(request, body, this.target))
          .catch(() => undefined);
    }
    answer(await forward(request, body, this.target, { client: response }), response);
    if (isWrite(request)) this.unansweredWrites = 0;
  }

  /** A fault for every other request. How `left` grows spreads them over the run. */
  #draw(): Fault | undefined {
    if (this.left === 0 || this.#random.below(2) > 0) return undefined;
    this.left--;
    const fault = this.#random.pick(faults);
    this.counts.set(fault, (this.counts.get(fault) ?? 0) + 1);
    return fault;
  }
}

function isWrite({ method }: IncomingMessage): boolean {
  return method !== "GET" && method !== "HEAD";
}

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** The exchanges of each connection whose responses have not been sent completely, in order. */
export class PendingExchanges {
  readonly #bySocket = new WeakMap<Duplex, Exchange[]>();

  /** Returns the exchange before this one on its connection, if that is pending. */
  add(exchange: Exchange): Exchange | undefined {
    const { socket } = exchange.request;
    const pending = this.#bySocket.get(socket);
    if (!pending) return void this.#bySocket.set(socket, [exchange]);
    // Node sends responses in the order of their requests: those it has sent are at the front.
    while (pending[0]?.response.closed) pending.shift();
    const previous = pending.at(-1);
    pending.push(exchange);
    return previous;
  }

  /** The request of which a part has not arrived. */
  arriving(socket: Duplex): IncomingMessage | undefined {
    return this.#bySocket.get(socket)?.find(({ request }) => !request.complete)?.request;
  }

  /**
   * Whether the next bytes on the connection would be taken as the response to an earlier request, or end up
   * inside of one. Not if the only pending request is still arriving: then the error is in that request.
   */
  isResponding(socket: Duplex): boolean {
    const pending = this.#bySocket.get(socket) ?? [];
    return pending.some(
      ({ request, response }) => !response.closed && (request.complete || response.headersSent),
    );
  }
}

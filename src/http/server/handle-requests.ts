import type { IncomingMessage, RequestListener, Server } from "node:http";
import { corsHeadersFor } from "../response/cors.ts";
import {
  isTransferCodingKnown,
  isWellFormed,
  malformed,
  originIn,
  refusalOf,
  refuse,
  unknownExpectation,
  unknownTransferCoding,
  type ClientError,
} from "./invalid-requests.ts";
import { PendingExchanges } from "./pending-exchanges.ts";

/**
 * Passes the server's requests to `listener`, one at a time for each connection: a client that sends many
 * without reading the responses (pipelining) makes the server hold one of them. Responds itself to what never
 * becomes a `Request`, with the body and the CORS headers of any other error.
 */
export function handleRequests(server: Server, listener: RequestListener, origins: readonly string[]): void {
  const exchanges = new PendingExchanges();
  const corsOf = ({ headers }: IncomingMessage) => corsHeadersFor(headers.origin ?? null, { origins });
  server.on("request", (request, response) => {
    const previous = exchanges.add({ request, response });
    if (!isWellFormed(request)) refuse(response, malformed, corsOf(request));
    else if (!isTransferCodingKnown(request)) refuse(response, unknownTransferCoding, corsOf(request));
    else if (previous) previous.response.once("close", () => listener(request, response));
    else listener(request, response);
  });
  server.on("checkExpectation", (request, response) => refuse(response, unknownExpectation, corsOf(request)));
  server.on("clientError", (error: ClientError, socket) => {
    if (socket.writable && !exchanges.isResponding(socket)) {
      const arriving = exchanges.arriving(socket);
      const origin = arriving ? arriving.headers.origin : (originIn(error.rawPacket) ?? onlyOne(origins));
      socket.write(refusalOf(error, corsHeadersFor(origin ?? null, { origins })));
    }
    socket.destroy();
  });
}

/** If it is the only one, a page of another origin cannot read the response with it, and that of the origin can. */
function onlyOne(origins: readonly string[]): string | undefined {
  return origins.length === 1 ? origins[0] : undefined;
}

import type { RequestListener, Server } from "node:http";
import { isWellFormed, malformed, refusalOf, refuse, unknownExpectation } from "./invalid-requests.ts";
import { PendingExchanges } from "./pending-exchanges.ts";

/**
 * Passes the server's requests to `listener`, one at a time for each connection: a client that sends many
 * without reading the responses (pipelining) makes the server hold one of them. Responds itself to what never
 * becomes a `Request`, with the body of any other error.
 */
export function handleRequests(server: Server, listener: RequestListener): void {
  const exchanges = new PendingExchanges();
  server.on("request", (request, response) => {
    const previous = exchanges.add({ request, response });
    if (!isWellFormed(request)) refuse(response, malformed);
    else if (previous) previous.response.once("close", () => listener(request, response));
    else listener(request, response);
  });
  server.on("checkExpectation", (_request, response) => refuse(response, unknownExpectation));
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (socket.writable && !exchanges.isResponding(socket)) socket.write(refusalOf(error));
    socket.destroy();
  });
}

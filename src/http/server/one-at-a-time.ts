import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { ServerRequest } from "srvx";
import type { StreamsHandler } from "../options.ts";

/**
 * A client may send requests on a connection without waiting for answers (pipelining), and read none of
 * them: each is taken up when the answer before it is out, so that a connection holds one answer at the most.
 */
export function oneAtATime(handler: StreamsHandler): StreamsHandler {
  const latest = new WeakMap<object, ServerResponse>();
  return (request: ServerRequest) => {
    const { req, res } = request.runtime?.node ?? {};
    if (!req || !res) return handler(request);
    const before = latest.get(req.socket);
    latest.set(req.socket, res as ServerResponse);
    if (!before || before.closed) return handler(request);
    return once(before, "close").then(() => handler(request));
  };
}

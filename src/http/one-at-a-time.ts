import type { ServerRequest } from "srvx";
import type { StreamsHandler } from "./options.ts";

/**
 * A client may send requests on a connection without waiting for answers (pipelining), and read none of
 * them: each is taken up when the answer before it is out, so that a connection holds one answer at the most.
 */
export function oneAtATime(handler: StreamsHandler): StreamsHandler {
  const last = new WeakMap<object, Promise<void>>();
  return async (request: ServerRequest) => {
    const node = request.runtime?.node;
    if (!node?.res) return handler(request);
    const { socket } = node.req;
    const before = last.get(socket);
    const answer = node.res;
    last.set(socket, new Promise((resolve) => answer.once("close", () => resolve())));
    await before;
    return handler(request);
  };
}

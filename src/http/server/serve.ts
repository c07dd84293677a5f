import { once } from "node:events";
import type { RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import type * as NodeAdapter from "srvx/node";
import { StreamError } from "../../protocol/errors.ts";
import { normalOrigins } from "../../protocol/hosts/origins.ts";
import type { StreamStoreApi } from "../../store/index.ts";
import { UnreadBudget } from "../catch-up/unread-budget.ts";
import { createStreamsHandler } from "../handler.ts";
import {
  defaultMaxBodyBytes,
  normalBasePath,
  type StreamsHandler,
  type StreamsHandlerOptions,
} from "../options.ts";
import { errorResponse } from "../response/error-response.ts";
import { BodyBudget } from "./body-budget.ts";
import { handleRequests } from "./handle-requests.ts";
import { RequestGuard } from "./request-guard.ts";

export interface ServeStreamsOptions extends Omit<StreamsHandlerOptions, "cors" | "signal"> {
  /** 4437 by default; 0 for any free port. */
  readonly port?: number;
  /**
   * Clients must send it as `Authorization: Bearer <token>`. Without a token, any program of the machine may use
   * the store.
   */
  readonly token?: string;
  /** Origins whose pages may use the server, such as `https://app.example`; none by default. */
  readonly origins?: readonly string[];
  /** How long a request may take to arrive, in milliseconds; 30,000 by default. */
  readonly requestTimeoutMs?: number;
  /** Open connections, live readers included; 1,000 by default. The server closes any further one at once. */
  readonly maxConnections?: number;
  /**
   * Total size of the request bodies being received at once, in bytes; 256 MiB by default. A large body beyond it
   * is refused with `TOO_MANY`.
   */
  readonly maxBodiesBytes?: number;
}

export interface ServedStreams {
  /** The stream root, with a slash at its end. */
  readonly url: string;
  /** Ends live reads at once, and waits up to a second for other responses. The store stays open. */
  close(): Promise<void>;
}

const loopback = "127.0.0.1";
/** Longer than clients keep an idle connection: else the server closes one while a request is on its way. */
const keepAliveMs = 65_000;
/** How long `close` waits for responses. */
const closeGraceMs = 1000;

/**
 * Serves a store over HTTP to this machine only: it listens on 127.0.0.1.
 *
 * @throws StreamError `BAD_REQUEST` if the port is in use or not allowed, or for what is not an origin
 */
export async function serveStreams(
  store: StreamStoreApi,
  options: ServeStreamsOptions = {},
): Promise<ServedStreams> {
  const {
    port: wantedPort = 4437,
    token,
    origins: givenOrigins = [],
    requestTimeoutMs = 30_000,
    maxConnections = 1000,
    maxBodiesBytes = 256 * 1024 * 1024,
    ...handlerOptions
  } = options;
  const { maxBodyBytes = defaultMaxBodyBytes, logger = console } = options;
  const origins = normalOrigins(givenOrigins);
  const basePath = normalBasePath(options.basePath);
  const stop = new AbortController();
  const bodies = new BodyBudget({ maxBodyBytes, maxBodiesBytes });
  const handler = createStreamsHandler(store, {
    received: (request, bytes) => bodies.grow(request, bytes),
    unread: new UnreadBudget(),
    ...handlerOptions,
    cors: { origins },
    signal: stop.signal,
  });
  // Not with the import of this package: loading `node:http` takes longer than opening a store.
  const [{ createServer }, node] = await Promise.all([import("node:http"), import("srvx/node")]);
  const server = createServer({
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    connectionsCheckingInterval: Math.min(5000, requestTimeoutMs),
    keepAliveTimeout: keepAliveMs,
    // Node's own response to a request without a Host has no body.
    requireHostHeader: false,
  });
  server.maxConnections = maxConnections;
  // A client that reads nothing for so long is gone: a live read sends something more often.
  server.timeout = 2 * Math.max(60_000, options.sseLifetimeMs ?? 0, options.longPollTimeoutMs ?? 0);
  const port = await listen(server, wantedPort);
  const guard = new RequestGuard({ port, token, origins, basePath });
  // The guard needs the port. No request is missed: connections are accepted in a later turn.
  handleRequests(server, listenerOf(guarded(handler, { guard, bodies, origins, logger }), node), origins);
  const url = `http://${loopback}:${port}${basePath}`;
  const withdraw = store.announce?.(url);
  return {
    url,
    close() {
      withdraw?.();
      return close(server, stop);
    },
  };
}

interface Protection extends Required<Pick<ServeStreamsOptions, "origins" | "logger">> {
  readonly guard: RequestGuard;
  readonly bodies: BodyBudget;
}

function guarded(handler: StreamsHandler, { guard, bodies, origins, logger }: Protection): StreamsHandler {
  return async (request) => {
    try {
      guard.checkSender(request);
    } catch (error) {
      // Without CORS headers: the page learns nothing.
      return errorResponse(error, request, { logger });
    }
    try {
      guard.checkToken(request);
      bodies.reserve(request);
      return await handler(request);
    } catch (error) {
      return errorResponse(error, request, { cors: { origins }, logger });
    } finally {
      bodies.release(request);
    }
  };
}

function listenerOf(
  handler: StreamsHandler,
  { NodeRequest, sendNodeResponse }: typeof NodeAdapter,
): RequestListener {
  return (req, res) => {
    handler(new NodeRequest({ req, res }))
      .then((response) => sendNodeResponse(res, response))
      // Not reached unless the logger throws.
      .catch(() => res.destroy());
  };
}

/** Returns the port. */
async function listen(server: Server, port: number): Promise<number> {
  try {
    server.listen({ port, host: loopback, exclusive: true });
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === "EADDRINUSE" ? "is in use" : `cannot be used: ${code ?? message}`;
    throw new StreamError("BAD_REQUEST", `port ${port} ${reason}`);
  }
}

async function close(server: Server, stop: AbortController): Promise<void> {
  stop.abort();
  const closed = new Promise<void>((resolve) => {
    // An error only says that it is closed already.
    server.close(() => resolve());
  });
  // Connections become idle one by one, as their responses are sent.
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const last = setTimeout(() => server.closeAllConnections(), closeGraceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(last);
}

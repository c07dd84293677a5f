import type { Server as NodeServer } from "node:http";
import type { AddressInfo } from "node:net";
import { serve, type Server, type ServerRequest } from "srvx";
import { StreamError } from "../../protocol/errors.ts";
import type { StreamStoreApi } from "../../store/index.ts";
import { boundBodies } from "./bounded-bodies.ts";
import { answerBrokenRequests } from "./broken-requests.ts";
import { Door } from "./door.ts";
import { errorResponse } from "../response/error-response.ts";
import { createStreamsHandler } from "../handler.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import {
  defaultMaxBodyBytes,
  normalBasePath,
  type StreamsHandler,
  type StreamsHandlerOptions,
} from "../options.ts";

export interface ServeStreamsOptions extends Omit<StreamsHandlerOptions, "cors" | "signal"> {
  /** 4437 by default; 0 is any free one. */
  readonly port?: number;
  /** What clients send as `Authorization: Bearer <token>`. Without one, every program of the machine may use the store. */
  readonly token?: string;
  /** Origins whose pages may use the server, such as `https://app.example`; none by default. */
  readonly origins?: readonly string[];
  /** How long a request may take to arrive, in milliseconds; 30,000 by default. */
  readonly requestTimeoutMs?: number;
  /** Connections at once, live readers among them; 1,000 by default. What comes beyond is closed at once. */
  readonly maxConnections?: number;
  /**
   * Bytes of the bodies that may be on their way at once, 256 MiB by default; a large body beyond is refused
   * with `TOO_MANY`.
   */
  readonly maxBodiesBytes?: number;
}

export interface ServedStreams {
  /** The stream root, with a slash at its end. */
  readonly url: string;
  /** Ends live readers at once, others when they have their answer; the store stays open. */
  close(): Promise<void>;
}

const loopback = "127.0.0.1";
/** Longer than clients keep an idle connection: else one is closed just as its next request is on the way. */
const keepAliveMs = 65_000;
/** What is left of requests that were being answered when `close` was called. */
const closeGraceMs = 1000;

/**
 * Serves a store over HTTP to this machine only: it listens on 127.0.0.1.
 *
 * @throws StreamError `BAD_REQUEST` if the port is in use or not allowed
 */
export async function serveStreams(
  store: StreamStoreApi,
  options: ServeStreamsOptions = {},
): Promise<ServedStreams> {
  const {
    port = 4437,
    token,
    origins = [],
    requestTimeoutMs = 30_000,
    maxConnections = 1000,
    maxBodiesBytes = 256 * 1024 * 1024,
    ...handlerOptions
  } = options;
  const stop = new AbortController();
  const handler = createStreamsHandler(store, { ...handlerOptions, cors: { origins }, signal: stop.signal });
  // The port is known once it listens, and nobody comes in earlier.
  let guarded: StreamsHandler;
  const refuse = (error: StreamError, request: Request) =>
    errorResponse(error, request, { cors: { origins }, logger: options.logger ?? console });
  const server = serve({
    port,
    hostname: loopback,
    fetch: (request) => guarded(request),
    manual: true,
    silent: true,
    gracefulShutdown: false,
    node: {
      requestTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(5000, requestTimeoutMs),
      keepAliveTimeout: keepAliveMs,
      // Node's own answer would have no body.
      requireHostHeader: false,
    },
  });
  const nodeServer = server.node!.server as NodeServer;
  answerBrokenRequests(nodeServer);
  nodeServer.maxConnections = maxConnections;
  // A client that takes nothing for so long is gone; what is live says something more often.
  nodeServer.timeout = 2 * Math.max(60_000, options.sseLifetimeMs ?? 0, options.longPollTimeoutMs ?? 0);
  await listen(server, port);
  const actualPort = (nodeServer.address() as AddressInfo).port;
  const basePath = normalBasePath(options.basePath);
  guarded = behindDoor(
    oneAtATime(
      boundBodies(handler, {
        maxBodyBytes: handlerOptions.maxBodyBytes ?? defaultMaxBodyBytes,
        maxBodiesBytes,
        refuse,
      }),
    ),
    new Door({ port: actualPort, token, origins, basePath }),
    options,
  );
  return {
    url: `http://${loopback}:${actualPort}${basePath}`,
    close: () => close(server, nodeServer, stop),
  };
}

function behindDoor(
  handler: StreamsHandler,
  door: Door,
  { logger = console }: ServeStreamsOptions,
): StreamsHandler {
  return async (request: ServerRequest) => {
    try {
      door.checkSender(request);
      // A browser asks without the token what it may send.
      if (request.method !== "OPTIONS") door.checkToken(request);
    } catch (error) {
      return errorResponse(error, request, { logger });
    }
    const response = await handler(request);
    // Unread, the rest of a body that is too large would keep the client from reading the answer.
    if (response.status === 413 || response.status === 429) request.runtime?.node?.req.resume();
    return response;
  };
}

async function listen(server: Server, port: number): Promise<void> {
  try {
    await server.serve();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === "EADDRINUSE" ? "is in use" : `cannot be used: ${code ?? message}`;
    throw new StreamError("BAD_REQUEST", `port ${port} ${reason}`);
  }
}

async function close(server: Server, nodeServer: NodeServer, stop: AbortController): Promise<void> {
  stop.abort();
  // Connections become idle one by one, as their answers are out.
  const idle = setInterval(() => nodeServer.closeIdleConnections(), 20);
  const last = setTimeout(() => nodeServer.closeAllConnections(), closeGraceMs);
  await server.close();
  clearInterval(idle);
  clearTimeout(last);
}

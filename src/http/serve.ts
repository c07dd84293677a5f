import type { Server as NodeServer } from "node:http";
import type { AddressInfo } from "node:net";
import { serve, type Server } from "srvx";
import { StreamError } from "../protocol/errors.ts";
import type { StreamStore } from "../store/index.ts";
import { answerBrokenRequests } from "./broken-requests.ts";
import { Door } from "./door.ts";
import { errorResponse } from "./error-response.ts";
import { createStreamsHandler } from "./handler.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { normalBasePath, type StreamsHandler, type StreamsHandlerOptions } from "./options.ts";
import { withSecurityHeaders } from "./security-headers.ts";

export interface ServeStreamsOptions extends Omit<StreamsHandlerOptions, "cors" | "signal"> {
  /** 4437 by default; 0 is any free one. */
  readonly port?: number;
  /** What clients send as `Authorization: Bearer <token>`. Without one, every program of the machine may use the store. */
  readonly token?: string;
  /** Origins whose pages may use the server, such as `https://app.example`; none by default. */
  readonly origins?: readonly string[];
  /** How long a request may take to arrive, in milliseconds; 30,000 by default. */
  readonly requestTimeoutMs?: number;
}

export interface ServedStreams {
  /** The stream root, with a slash at its end. */
  readonly url: string;
  /** Ends live readers at once, others when they have their answer; the store stays open. */
  close(): Promise<void>;
}

const loopback = "127.0.0.1";
/** What is left of requests that were being answered when `close` was called. */
const closeGraceMs = 1000;

/**
 * Serves a store over HTTP to this machine only: it listens on 127.0.0.1.
 *
 * @throws StreamError `BAD_REQUEST` if the port is in use or not allowed
 */
export async function serveStreams(
  store: StreamStore,
  options: ServeStreamsOptions = {},
): Promise<ServedStreams> {
  const { port = 4437, token, origins = [], requestTimeoutMs = 30_000, ...handlerOptions } = options;
  const stop = new AbortController();
  const handler = createStreamsHandler(store, { ...handlerOptions, cors: { origins }, signal: stop.signal });
  // The port is known once it listens, and nobody comes in earlier.
  let guarded: StreamsHandler;
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
    },
  });
  const nodeServer = server.node!.server as NodeServer;
  answerBrokenRequests(nodeServer);
  // A client that takes nothing for so long is gone; what is live says something more often.
  nodeServer.timeout = 2 * Math.max(60_000, options.sseLifetimeMs ?? 0, options.longPollTimeoutMs ?? 0);
  await listen(server, port);
  const actualPort = (nodeServer.address() as AddressInfo).port;
  const basePath = normalBasePath(options.basePath);
  guarded = behindDoor(
    oneAtATime(handler),
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
  return async (request) => {
    try {
      door.checkSender(request);
      // A browser asks without the token what it may send.
      if (request.method !== "OPTIONS") door.checkToken(request);
    } catch (error) {
      return withSecurityHeaders(errorResponse(error, request, logger));
    }
    const response = await handler(request);
    // Unread, the rest of a body that is too large would keep the client from reading the answer.
    if (response.status === 413) discardBody(request);
    return response;
  };
}

function discardBody({ body }: Request): void {
  if (body?.locked === false) body.pipeTo(new WritableStream()).catch(() => {});
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

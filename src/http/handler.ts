import type { StreamStoreApi } from "../store/index.ts";
import { appendToStream } from "./methods/append.ts";
import { createStream } from "./methods/create.ts";
import { deleteStream } from "./methods/delete.ts";
import { headStream } from "./methods/head.ts";
import { listPath, listStreams } from "./methods/list.ts";
import { allowPreflight } from "./methods/preflight.ts";
import { readStream } from "./methods/read.ts";
import {
  resolveOptions,
  type ResolvedOptions,
  type StreamsHandler,
  type StreamsHandlerOptions,
} from "./options.ts";
import { streamMethods } from "./request/allowed-methods.ts";
import { assertAuthorized } from "./request/authorization.ts";
import { pathnameOf, routeOf } from "./request/route.ts";
import type { StreamRequest } from "./request/stream-request.ts";
import { errorResponse } from "./response/error-response.ts";
import { HttpError } from "./response/http-error.ts";
import { toResponse, type ResponseParts } from "./response/response-parts.ts";

/** The methods of the protocol (PROTOCOL.md, section 5), and the access that each needs. */
export const methods = {
  PUT: { needs: "manage", handle: createStream },
  POST: { needs: "append", handle: appendToStream },
  GET: { needs: "read", handle: readStream },
  HEAD: { needs: "read", handle: headStream },
  DELETE: { needs: "manage", handle: deleteStream },
} as const;

/**
 * Returns the protocol as one function over a store. It does not reject: an error is a response with the body
 * `{ "error": { "code", "message" } }`. `Stream-Seq` is scoped per stream: all writers of a stream share it.
 *
 * @throws StreamError `BAD_REQUEST` if `cors` lists what is not an origin
 */
export function createStreamsHandler(
  store: StreamStoreApi,
  options: StreamsHandlerOptions = {},
): StreamsHandler {
  const resolved = resolveOptions(store, options);
  return async (request) => {
    try {
      return toResponse(await respond(store, resolved, request), request, resolved.cors);
    } catch (error) {
      return errorResponse(error, request, resolved);
    }
  };
}

function respond(
  store: StreamStoreApi,
  options: ResolvedOptions,
  request: Request,
): Promise<ResponseParts> | ResponseParts {
  if (request.method === "OPTIONS") return allowPreflight(request, options.cors);
  options.admit?.(request);
  const route = routeOf(pathnameOf(request.url), options.basePath);
  if (route.isReserved) return respondReserved({ request, store, options }, route.path);
  const method = Object.hasOwn(methods, request.method) && methods[request.method as keyof typeof methods];
  if (!method) throw new HttpError("METHOD_NOT_ALLOWED", `streams support ${streamMethods}`);
  const streamRequest: StreamRequest = { request, path: route.path, store, options };
  const authorized = assertAuthorized(streamRequest, route.path, method.needs);
  return authorized ? authorized.then(() => method.handle(streamRequest)) : method.handle(streamRequest);
}

function respondReserved(
  streamRequest: Pick<StreamRequest, "request" | "store" | "options">,
  relativePath: string,
): Promise<ResponseParts> {
  const { request, options } = streamRequest;
  if (options.reserved) return options.reserved(request, relativePath);
  if (relativePath === listPath) return listStreams(streamRequest);
  return options.subscriptions(request, relativePath);
}

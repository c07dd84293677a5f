import type { StreamStoreApi } from "../store/index.ts";
import { appendToStream } from "./methods/append.ts";
import { assertAuthorized } from "./request/authorization.ts";
import { completeResponse, toResponse, type Answer } from "./response/answer.ts";
import { answerPreflight } from "./response/cors.ts";
import { createStream } from "./methods/create.ts";
import { deleteStream } from "./methods/delete.ts";
import { errorAnswer, HttpRefusal } from "./response/error-response.ts";
import { headStream } from "./methods/head.ts";
import {
  resolveOptions,
  type ResolvedOptions,
  type StreamsHandler,
  type StreamsHandlerOptions,
} from "./options.ts";
import { readStream } from "./methods/read.ts";
import { pathnameOf, routeOf } from "./request/route.ts";
import type { StreamRequest } from "./request/stream-request.ts";

/** A method of the protocol (PROTOCOL.md, section 5) each, and the access it needs. */
export const methods = {
  PUT: { needs: "manage", answer: createStream },
  POST: { needs: "append", answer: appendToStream },
  GET: { needs: "read", answer: readStream },
  HEAD: { needs: "read", answer: headStream },
  DELETE: { needs: "manage", answer: deleteStream },
} as const;

/**
 * The protocol as one function over a store. It never rejects: errors are answers, with the body
 * `{ "error": { "code", "message" } }`. `Stream-Seq` is scoped per stream, whoever writes.
 */
export function createStreamsHandler(
  store: StreamStoreApi,
  options: StreamsHandlerOptions = {},
): StreamsHandler {
  const resolved = resolveOptions(store, options);
  return async (request) => {
    let answered: Answer | Response;
    try {
      answered = await answer(store, resolved, request);
    } catch (error) {
      answered = errorAnswer(error, request, resolved.logger);
    }
    return answered instanceof Response
      ? completeResponse(answered, request, resolved.cors)
      : toResponse(answered, request, resolved.cors);
  };
}

function answer(
  store: StreamStoreApi,
  options: ResolvedOptions,
  request: Request,
): Promise<Answer | Response> | Answer {
  if (request.method === "OPTIONS") return answerPreflight(request, options.cors);
  options.admit?.(request);
  const route = routeOf(pathnameOf(request.url), options.basePath);
  if (route.isReserved) return options.reserved(request, route.path);
  const method = Object.hasOwn(methods, request.method) && methods[request.method as keyof typeof methods];
  if (!method) throw new HttpRefusal("METHOD_NOT_ALLOWED", "streams know PUT, POST, GET, HEAD and DELETE");
  const streamRequest: StreamRequest = { request, path: route.path, store, options };
  const authorized = assertAuthorized(streamRequest, route.path, method.needs);
  return authorized ? authorized.then(() => method.answer(streamRequest)) : method.answer(streamRequest);
}

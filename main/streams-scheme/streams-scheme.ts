import type { CustomScheme, Session } from "electron";
import { allows, allowsAnything, type AccessRules } from "../../src/ipc/server/access.ts";
import { errorResponse } from "../../src/http/response/error-response.ts";
import { createStreamsHandler } from "../../src/http/handler.ts";
import type { StreamsHandlerOptions } from "../../src/http/options.ts";
import { StreamError } from "../../src/protocol/errors.ts";
import type { StreamStoreApi } from "../../src/store/index.ts";
import { authorizeAppPages } from "../frames/app-pages.ts";
import type { FramePortsOptions } from "../frames/frame-ports.ts";
import { accessOfRequest, markStreamsRequest, schemeName } from "./sender.ts";

/** For `protocol.registerSchemesAsPrivileged`, which an app calls once, before it is ready, with all its schemes. */
export const streamsScheme: CustomScheme = {
  scheme: schemeName,
  privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true, stream: true },
};

export interface StreamsSchemeOptions extends Pick<
  StreamsHandlerOptions,
  "longPollTimeoutMs" | "sseLifetimeMs" | "maxBodyBytes" | "reserved"
> {
  /** As for `exposeStreams`, asked for each request; the app's own pages may `"manage"` by default, others nothing. */
  readonly authorize?: FramePortsOptions["authorize"];
  readonly logger?: FramePortsOptions["logger"];
}

const host = "store";
/** Who may read an answer is decided by frame, before there is one. */
const cors = { origins: "*" } as const;

/**
 * Lets pages of a session use the store through `fetch("streams://store/<path>")`: the protocol without a
 * server. Call it once the app is ready. Returns a function that ends it.
 *
 * A request of this kind says nothing about the page it comes from, and Electron does not apply CORS to it.
 * So each is marked on its way out, where its frame is known (`webRequest.onBeforeSendHeaders`), and what
 * arrives without a mark is refused: images, scripts, forms, navigations and workers as well. Electron
 * has room for one such listener a session: an app with its own registers it after this call, and answers
 * with `{ requestHeaders: markStreamsRequest(details) }`.
 *
 * @throws StreamError `BAD_REQUEST` if the session has a handler for the scheme
 */
export function handleStreamsScheme(
  session: Session,
  store: StreamStoreApi,
  options: StreamsSchemeOptions = {},
): () => void {
  const { authorize = authorizeAppPages, logger = console, ...handlerOptions } = options;
  if (session.protocol.isProtocolHandled(schemeName)) {
    throw new StreamError("BAD_REQUEST", `the session has a handler for ${schemeName}: already`);
  }
  const stop = new AbortController();
  const granted = new WeakMap<Request, AccessRules>();
  const handler = createStreamsHandler(store, {
    ...handlerOptions,
    logger,
    cors,
    signal: stop.signal,
    authorize: (request, path, needed) => allows(granted.get(request) ?? "none", path, needed),
    // Rules by prefix could close a part of what a pattern fits.
    authorizePattern: (request) => typeof granted.get(request) === "string",
  });
  session.webRequest.onBeforeSendHeaders({ urls: [`${schemeName}://*/*`] }, (details, answer) =>
    answer({ requestHeaders: markStreamsRequest(details) }),
  );
  session.protocol.handle(schemeName, async (request) => {
    if (new URL(request.url).host !== host) return new Response(null, { status: 404 });
    const access = accessOfRequest(request, { authorize, logger });
    // A preflight has no frame, and learns nothing.
    if (!allowsAnything(access) && request.method !== "OPTIONS") return refusal(request, logger);
    granted.set(request, access);
    const response = await handler(request);
    // Nobody reads what is left of a body that is too large.
    if (response.status === 413 && request.body?.locked === false)
      await request.body.cancel().catch(() => {});
    return response;
  });
  return () => {
    stop.abort();
    session.protocol.unhandle(schemeName);
  };
}

function refusal(request: Request, logger: FramePortsOptions["logger"]): Response {
  const error = new StreamError("FORBIDDEN", "this page may not use the store");
  return errorResponse(error, request, { cors, logger });
}

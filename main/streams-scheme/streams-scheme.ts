import type { CustomScheme, Session } from "electron";
import type { StreamsHandlerOptions } from "../../src/http/index.ts";
import { allowsAnything, allowsRequest, type AccessRules } from "../../src/ipc/server/index.ts";
import { StreamError } from "../../src/protocol/index.ts";
import type { StreamStoreApi } from "../../src/store/index.ts";
import { authorizeAppPages } from "../frames/app-pages.ts";
import type { FrameAccessOptions } from "../frames/frame-access.ts";
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
  /** As for `exposeStreams`, called for each request. By default the app's own pages may `"manage"`, and others nothing. */
  readonly authorize?: FrameAccessOptions["authorize"];
  /** Told which pages are refused, and about failures behind a status 500; `console` by default. */
  readonly logger?: FrameAccessOptions["logger"];
}

const host = "store";
/** Access is decided by frame before a response exists, so CORS need not restrict who reads it. */
const cors = { origins: "*" } as const;
const refusalHint = () =>
  "to allow this page, pass authorize to handleStreamsScheme(session, store, { authorize })";

/**
 * Lets pages of a session use the store through `fetch("streams://store/<path>")`: the protocol without a
 * server. Call it once the app is ready. Returns a function that stops it.
 *
 * Such a request does not say which page it comes from, and Electron does not apply CORS to it. So each is
 * marked on its way out, where its frame is known (`webRequest.onBeforeSendHeaders`). A request without a mark
 * is refused, which includes images, scripts, forms, navigations and workers. Electron allows one such listener
 * per session: an app with its own registers it after this call, and answers with
 * `{ requestHeaders: markStreamsRequest(details) }`.
 *
 * @throws StreamError `BAD_REQUEST` if the session already has a handler for the scheme
 */
export function handleStreamsScheme(
  session: Session,
  store: StreamStoreApi,
  options: StreamsSchemeOptions = {},
): () => void {
  const { authorize = authorizeAppPages, logger = console, ...handlerOptions } = options;
  if (session.protocol.isProtocolHandled(schemeName)) {
    throw new StreamError("BAD_REQUEST", `the session already has a handler for ${schemeName}:`);
  }
  const stop = new AbortController();
  const granted = new WeakMap<Request, AccessRules>();
  const handlerOf = async () => {
    const { createStreamsHandler } = await import("../../src/http/index.ts");
    return createStreamsHandler(store, {
      ...handlerOptions,
      logger,
      cors,
      compress: false,
      signal: stop.signal,
      admit(request) {
        const access = accessOfRequest(request, { authorize, logger, refusalHint });
        if (!allowsAnything(access)) throw new StreamError("FORBIDDEN", "this page may not use the store");
        const root = `${schemeName}://${host}/`;
        if (!request.url.startsWith(root))
          throw new StreamError("NOT_FOUND", `not found: the URLs of streams start with ${root}`);
        granted.set(request, access);
      },
      authorize: (request, path, needed) => allowsRequest(granted.get(request) ?? "none", path, needed),
      // A pattern may match streams that a rule for a longer prefix excludes.
      authorizePattern: (request) => typeof granted.get(request) === "string",
    });
  };
  let loading: ReturnType<typeof handlerOf> | undefined;
  session.webRequest.onBeforeSendHeaders({ urls: [`${schemeName}://*/*`] }, (details, answer) =>
    answer({ requestHeaders: markStreamsRequest(details) }),
  );
  session.protocol.handle(schemeName, async (request) => {
    // Loaded with the first request: the start of the app does not wait for it.
    const handler = await (loading ??= handlerOf()).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    const response = await handler(request);
    // The handler stops reading a body that is too large, and leaves the rest.
    if (response.status === 413 && request.body?.locked === false)
      await request.body.cancel().catch(() => {});
    return response;
  });
  return () => {
    stop.abort();
    session.protocol.unhandle(schemeName);
  };
}

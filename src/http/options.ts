import type { Access } from "../protocol/operations.ts";
import type { Logger, StreamStoreApi } from "../store/index.ts";
import type { CorsOptions } from "./response/cors.ts";
import { createSubscriptionRoutes, type SubscriptionRoutes } from "./subscriptions/index.ts";

export interface StreamsHandlerOptions {
  /** The stream root: the path below which streams are, such as `/v1/stream`; `/` by default. */
  readonly basePath?: string;
  /** How long a long-poll waits for something new, in milliseconds; 30,000 by default. */
  readonly longPollTimeoutMs?: number;
  /** When an SSE response ends, so that the client connects anew, in milliseconds; 60,000 by default. */
  readonly sseLifetimeMs?: number;
  /** Largest request body, in bytes; 10 MiB by default, as the store's largest message. */
  readonly maxBodyBytes?: number;
  /** Pages of which origins may use the handler; none by default. */
  readonly cors?: CorsOptions;
  /**
   * Whether the request may do what `needed` says with the stream at `path`. Asked for each request, and
   * for the source of a fork as well. Everything is allowed by default: who may connect is then the
   * business of what stands before the handler.
   */
  readonly authorize?: (request: Request, path: string, needed: Access) => boolean | Promise<boolean>;
  /**
   * Whether a subscription may have a pattern. It links whatever fits, also what `authorize` refuses: where
   * that is given, patterns are refused unless this allows them.
   */
  readonly authorizePattern?: (request: Request, pattern: string) => boolean | Promise<boolean>;
  /**
   * Answers what is below `__ds` (PROTOCOL.md, section 6); `relativePath` starts with it and is still
   * percent-encoded. By default the subscription APIs, for which `authorize` is asked with the path
   * `__ds/subscriptions/<id>`, and for each stream that a subscription names.
   */
  readonly reserved?: (request: Request, relativePath: string) => Promise<Response>;
  /** Ends what is live when it is aborted: long-polls answer, SSE responses end. */
  readonly signal?: AbortSignal;
  /** Told about failures that the client only sees as status 500; `console` by default. */
  readonly logger?: Pick<Logger, "error">;
}

export const defaultMaxBodyBytes = 10 * 1024 * 1024;

export type StreamsHandler = (request: Request) => Promise<Response>;

export type ResolvedOptions = Pick<StreamsHandlerOptions, "cors" | "signal"> &
  Required<
    Pick<
      StreamsHandlerOptions,
      "basePath" | "longPollTimeoutMs" | "sseLifetimeMs" | "maxBodyBytes" | "authorize" | "logger"
    >
  > & {
    readonly reserved: SubscriptionRoutes;
    /** What ends each live read. Not as listeners of `signal`: adding one to thousands takes its time. */
    readonly liveReads: Set<() => void>;
  };

export function resolveOptions(store: StreamStoreApi, options: StreamsHandlerOptions): ResolvedOptions {
  const authorize = options.authorize ?? (() => true);
  const liveReads = new Set<() => void>();
  options.signal?.addEventListener("abort", () => {
    for (const end of liveReads) end();
  });
  return {
    cors: options.cors,
    signal: options.signal,
    basePath: normalBasePath(options.basePath),
    longPollTimeoutMs: options.longPollTimeoutMs ?? 30_000,
    sseLifetimeMs: options.sseLifetimeMs ?? 60_000,
    maxBodyBytes: options.maxBodyBytes ?? defaultMaxBodyBytes,
    authorize,
    reserved:
      options.reserved ??
      createSubscriptionRoutes(store, {
        authorize: (request, id, needed) => authorize(request, `__ds/subscriptions/${id}`, needed),
        authorizeStream: options.authorize,
        authorizePattern: options.authorizePattern,
      }),
    logger: options.logger ?? console,
    liveReads,
  };
}

/** With a slash at both ends, so that `/v1/streams` is not below `/v1/stream`. */
export function normalBasePath(basePath = "/"): string {
  return `/${basePath}/`.replaceAll(/\/{2,}/g, "/");
}

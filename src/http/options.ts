import { normalOrigins } from "../protocol/hosts/origins.ts";
import type { Access } from "../protocol/operations.ts";
import type { Logger, StreamStoreApi } from "../store/index.ts";
import { UnreadBudget } from "./catch-up/unread-budget.ts";
import type { CorsOptions } from "./response/cors.ts";
import { createSubscriptionRoutes, type SubscriptionRoutes } from "./subscriptions/index.ts";

export interface StreamsHandlerOptions {
  /** The stream root: the path of the URLs of all streams, such as `/v1/stream`; `/` by default. */
  readonly basePath?: string;
  /** How long a long-poll waits for the next message, in milliseconds; 30,000 by default. */
  readonly longPollTimeoutMs?: number;
  /** How long an SSE response lasts before the client has to reconnect, in milliseconds; 60,000 by default. */
  readonly sseLifetimeMs?: number;
  /**
   * Largest request body, in bytes, sent and decoded; 64 MiB by default, since clients send all appends that wait as one. Bytes above the store's
   * `maxMessageBytes` become several messages.
   */
  readonly maxBodyBytes?: number;
  /** The origins whose pages may use the handler, such as `https://app.example`; none by default. */
  readonly cors?: CorsOptions;
  /**
   * Called before anything else is done for a request, except for a CORS preflight; what it throws is the response.
   *
   * @internal
   */
  readonly admit?: (request: Request) => void;
  /**
   * Told how much of a request's body has arrived, in bytes; what it throws is the response.
   *
   * @internal
   */
  readonly received?: (request: Request, bytes: number) => void;
  /**
   * Counts what clients have not read of their responses; without a limit by default.
   *
   * @internal
   */
  readonly unread?: UnreadBudget;
  /**
   * Whether the request has the access `needed` to the stream at `path`. Called for each request, and for
   * the source of a fork, too. Allows everything by default: then what runs in front of the handler decides
   * which clients reach it. Only `true` allows.
   */
  readonly authorize?: (request: Request, path: string, needed: Access) => boolean | Promise<boolean>;
  /**
   * Whether the stream at `path` may be read by everybody: then browsers, proxies and CDNs may store its messages, and
   * respond with them for up to 6 minutes without asking the handler, even after the stream was deleted and created
   * again (PROTOCOL.md, section 10.1). By default no stream is public: caches ask each time, and shared ones store nothing.
   */
  readonly isPublic?: (path: string) => boolean;
  /**
   * Whether a subscription may use a pattern. A pattern links every stream that matches, including those that
   * `authorize` refuses. So with `authorize`, patterns are refused unless this returns `true`.
   */
  readonly authorizePattern?: (request: Request, pattern: string) => boolean | Promise<boolean>;
  /**
   * Handles the paths below `__ds` (PROTOCOL.md, section 6). `relativePath` starts with `__ds` and is still
   * percent-encoded. By default serves the subscription APIs, which call `authorize` with the path
   * `__ds/subscriptions/<id>`, and for each stream that a subscription names; and at `__ds/streams` a list of the
   * streams that `authorize` lets the client read.
   */
  readonly reserved?: (request: Request, relativePath: string) => Promise<Response>;
  /**
   * Whether to compress responses with gzip for clients that accept it: pages of text and JSON from 1 KiB on, not events. By
   * default where it pays: for requests to another host than this machine, and for those that a proxy has forwarded.
   */
  readonly compress?: boolean;
  /** Ends live reads when it is aborted: pending long-polls respond, SSE responses end. */
  readonly signal?: AbortSignal;
  /** Receives errors whose text the client does not get (status 500 and above); `console` by default. */
  readonly logger?: Pick<Logger, "error">;
}

export const defaultMaxBodyBytes = 64 * 1024 * 1024;

export type StreamsHandler = (request: Request) => Promise<Response>;

export type ResolvedOptions = Pick<StreamsHandlerOptions, "cors" | "signal" | "isPublic"> &
  Required<
    Pick<
      StreamsHandlerOptions,
      "basePath" | "longPollTimeoutMs" | "sseLifetimeMs" | "maxBodyBytes" | "authorize" | "logger"
    >
  > & {
    /** Not picked: the published type of the options does not have it. */
    readonly admit: ((request: Request) => void) | undefined;
    readonly received: ((request: Request, bytes: number) => void) | undefined;
    readonly unread: UnreadBudget;
    readonly compress: boolean | undefined;
    readonly reserved: StreamsHandlerOptions["reserved"];
    readonly subscriptions: SubscriptionRoutes;
    /** Part of each ETag. Random: what a cache keeps of another run of the program may be of another store. */
    readonly storeTag: string;
    /** Ends each live read. A set and not listeners of `signal`: adding a listener to thousands is slow. */
    readonly liveReads: Set<() => void>;
  };

export function resolveOptions(store: StreamStoreApi, options: StreamsHandlerOptions): ResolvedOptions {
  const authorize = options.authorize ?? (() => true);
  const liveReads = new Set<() => void>();
  options.signal?.addEventListener("abort", () => {
    for (const end of liveReads) end();
  });
  return {
    admit: options.admit,
    received: options.received,
    unread: options.unread ?? new UnreadBudget(Infinity),
    cors: corsIn(options),
    isPublic: options.isPublic,
    signal: options.signal,
    basePath: normalBasePath(options.basePath),
    compress: options.compress,
    longPollTimeoutMs: options.longPollTimeoutMs ?? 30_000,
    sseLifetimeMs: options.sseLifetimeMs ?? 60_000,
    maxBodyBytes: options.maxBodyBytes ?? defaultMaxBodyBytes,
    authorize,
    reserved: options.reserved,
    subscriptions: createSubscriptionRoutes(store, {
      authorize: (request, id, needed) => authorize(request, `__ds/subscriptions/${id}`, needed),
      authorizeStream: options.authorize,
      authorizePattern: options.authorizePattern,
    }),
    storeTag: crypto.randomUUID().slice(0, 8),
    logger: options.logger ?? console,
    liveReads,
  };
}

function corsIn({ cors }: StreamsHandlerOptions): CorsOptions | undefined {
  return cors && { origins: cors.origins === "*" ? "*" : normalOrigins(cors.origins) };
}

/** Has a slash at both ends, so that `/v1/streams` is not below `/v1/stream`. */
export function normalBasePath(basePath = "/"): string {
  return `/${basePath}/`.replaceAll(/\/{2,}/g, "/");
}

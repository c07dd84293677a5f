import type { ReplicationDirection } from "../protocol/replication.ts";
import { StreamError, type Logger } from "../store/index.ts";
import type { BackoffOptions } from "./runner/backoff.ts";
import type { RequestHeaders } from "./remote/checked-fetch.ts";
import { assumedOnline, type Connectivity } from "./connectivity.ts";

export interface ReplicateOptions {
  /** The stream root of the server, such as `https://streams.example/v1/stream`. Its query goes along. */
  readonly url: string;
  readonly direction: ReplicationDirection;
  /** Paths; or, for a push, all streams below a prefix, also those that are created later. */
  readonly streams: readonly string[] | { readonly prefix: string };
  /** Of each request, for example `Authorization`. A function is asked each time, and again after a 401. */
  readonly headers?: RequestHeaders | (() => RequestHeaders | Promise<RequestHeaders>);
  /** The path at the server of a local path; the same by default. */
  readonly remotePath?: (path: string) => string;
  /**
   * Push: nobody else writes into the remote streams; true by default. A lost answer is then looked for in the stream
   * before the request is repeated, which also holds against servers that forget producers. With `false` many may
   * push into one remote stream, and the server's memory of producers is trusted.
   */
  readonly soleWriter?: boolean;
  /** Pull: streams that are followed live, a connection each; 32 by default. The others are asked for in turn. */
  readonly liveStreams?: number;
  /**
   * Pull: how often the others are asked for, in milliseconds; 60,000 by default. One where nothing comes is asked for
   * less and less, down to an eighth as often; one where something comes is followed live.
   */
  readonly pollIntervalMs?: number;
  /** Push: bytes of a request's messages, 1 MiB by default; a larger message goes alone. */
  readonly batchBytes?: number;
  /** Push: messages of a request, 10,000 by default. */
  readonly batchMessages?: number;
  /** Requests on their way at once, long-polls left out; 6 by default. */
  readonly maxRequests?: number;
  /** Until a request has been answered, in milliseconds; 30,000 by default. */
  readonly requestTimeoutMs?: number;
  /** Between two attempts. */
  readonly backoff?: BackoffOptions;
  /** What is known of the machine's network; by default nothing. */
  readonly connectivity?: Connectivity;
  readonly fetch?: typeof fetch;
  readonly logger?: Pick<Logger, "warn">;
}

export type ResolvedOptions = Required<Omit<ReplicateOptions, "headers" | "url">> & {
  readonly root: URL;
  readonly headers: () => RequestHeaders | Promise<RequestHeaders>;
};

const numbers = [
  "liveStreams",
  "pollIntervalMs",
  "batchBytes",
  "batchMessages",
  "maxRequests",
  "requestTimeoutMs",
];

/** @throws StreamError `BAD_REQUEST` */
export function resolveOptions(options: ReplicateOptions): ResolvedOptions {
  const { direction, streams, headers = {} } = options;
  if (direction !== "push" && direction !== "pull") throw invalid("direction must be push or pull");
  if (!Array.isArray(streams) && typeof (streams as { prefix?: unknown } | undefined)?.prefix !== "string")
    throw invalid("streams must be a list of paths, or a prefix");
  if (direction === "pull" && !Array.isArray(streams))
    throw invalid("a pull needs the paths: the protocol lists no streams");
  for (const name of numbers) {
    const value = (options as unknown as Record<string, unknown>)[name];
    if (
      value !== undefined &&
      !(Number.isSafeInteger(value) && (value as number) >= (name === "liveStreams" ? 0 : 1))
    )
      throw invalid(`${name} must be a whole number above 0`);
  }
  return {
    root: rootOf(options.url),
    direction,
    streams,
    headers: typeof headers === "function" ? headers : () => headers,
    remotePath: options.remotePath ?? ((path) => path),
    soleWriter: options.soleWriter ?? true,
    liveStreams: options.liveStreams ?? 32,
    pollIntervalMs: options.pollIntervalMs ?? 60_000,
    batchBytes: options.batchBytes ?? 1024 * 1024,
    batchMessages: options.batchMessages ?? 10_000,
    maxRequests: options.maxRequests ?? 6,
    requestTimeoutMs: options.requestTimeoutMs ?? 30_000,
    backoff: options.backoff ?? {},
    connectivity: options.connectivity ?? assumedOnline,
    fetch: options.fetch ?? ((...request) => fetch(...request)),
    logger: options.logger ?? console,
  };
}

/** The URL of a stream: each segment of its path is encoded. */
export function remoteUrlOf({ root, remotePath }: ResolvedOptions, path: string): string {
  const url = new URL(root);
  url.pathname += remotePath(path).split("/").map(encodeURIComponent).join("/");
  return url.href;
}

/** To be shown and stored: without what may be secret. */
export function plainUrl(url: string | URL): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

function rootOf(text: unknown): URL {
  if (typeof text !== "string" || !URL.canParse(text)) throw invalid("url must be the address of a server");
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:")
    throw invalid("url must start with https: or http:");
  if (url.username !== "" || url.password !== "") throw invalid("url must hold no password: use headers");
  url.hash = "";
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

function invalid(problem: string): StreamError {
  return new StreamError("BAD_REQUEST", `replicate: ${problem}`);
}

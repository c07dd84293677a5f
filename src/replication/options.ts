import { pathOf, type StreamTarget } from "../protocol/definitions/reference.ts";
import type { ReplicationDirection } from "../protocol/replication.ts";
import { StreamError, type Logger } from "../store/index.ts";
import type { BackoffOptions } from "./runner/backoff.ts";
import type { RequestHeaders } from "./remote/checked-fetch.ts";
import { parseStreamRoot, streamUrl } from "./remote/stream-url.ts";
import { assumedOnline, type Connectivity } from "./connectivity.ts";

export interface ReplicateOptions {
  /** The stream root of the server, such as `https://streams.example/v1/stream`. Its query is sent with each request. */
  readonly url: string;
  readonly direction: ReplicationDirection;
  /** Paths or references; or, for a push, a prefix: all streams that begin with it, including those created later. */
  readonly streams: readonly StreamTarget[] | { readonly prefix: string };
  /** Sent with each request, for example `Authorization`. A function is called for each request, and again after a 401. */
  readonly headers?: RequestHeaders | (() => RequestHeaders | Promise<RequestHeaders>);
  /** Maps a local path to the path at the server; the same path by default. */
  readonly remotePath?: (path: string) => string;
  /**
   * Push: whether no other client writes to the remote streams; true by default. After a lost response the remote
   * stream is then read before the request is repeated, so nothing is stored twice even if the server forgot the
   * producer. With `false` several stores may push to one remote stream, and the server has to remember producers.
   */
  readonly soleWriter?: boolean;
  /** Pull: how many streams are followed live, over a connection each; 32 by default. The others are polled. */
  readonly liveStreams?: number;
  /**
   * Pull: how often the other streams are polled, in milliseconds; 60,000 by default. A stream without new messages is
   * polled less and less often, down to an eighth; one that has some is followed live.
   */
  readonly pollIntervalMs?: number;
  /** Push: maximum bytes of messages in a request, 1 MiB by default; a larger message is sent alone. */
  readonly batchBytes?: number;
  /** Push: maximum messages in a request, 10,000 by default. */
  readonly batchMessages?: number;
  /**
   * Pull: what to do with a message that this store cannot hold, because it is larger than `maxMessageBytes` of
   * `openStreamStore`, not valid JSON in UTF-8, or does not fit the definition of its stream. `"stop"`, the default, stops the stream with `MESSAGE_TOO_LARGE` or
   * `MESSAGE_INVALID`. `"skip"` leaves it out, with a warning to `logger`.
   */
  readonly unstorableMessages?: "stop" | "skip";
  /** Maximum concurrent requests, long-polls not counted; 6 by default. */
  readonly maxRequests?: number;
  /**
   * How long the server may be silent, in milliseconds; 30,000 by default. Limits the time until a response begins (plus
   * the time to upload a batch at 16 KiB/s), and between two parts of it, but not how long the whole response takes.
   */
  readonly requestTimeoutMs?: number;
  /** The waits between attempts. */
  readonly backoff?: BackoffOptions;
  /** The machine's network; assumed online by default. Only a hint, and not asked about a server on this machine. */
  readonly connectivity?: Connectivity;
  /** Used in place of the global `fetch`. */
  readonly fetch?: typeof fetch;
  /** Receives warnings; `console` by default. */
  readonly logger?: Pick<Logger, "warn">;
}

export type ResolvedOptions = Required<Omit<ReplicateOptions, "headers" | "url" | "streams">> & {
  readonly streams: readonly string[] | { readonly prefix: string };
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
  if (direction !== "push" && direction !== "pull") throw invalid('direction must be "push" or "pull"');
  if (!isList(streams) && typeof (streams as { prefix?: unknown } | undefined)?.prefix !== "string")
    throw invalid("streams must be a list of paths or { prefix }");
  if (direction === "pull" && !isList(streams))
    throw invalid("a pull needs a list of paths: the protocol cannot list streams");
  const { unstorableMessages = "stop" } = options;
  if (unstorableMessages !== "stop" && unstorableMessages !== "skip")
    throw invalid('unstorableMessages must be "stop" or "skip"');
  for (const name of numbers) {
    const value = (options as unknown as Record<string, unknown>)[name];
    const least = name === "liveStreams" ? 0 : 1;
    if (value !== undefined && !(Number.isSafeInteger(value) && (value as number) >= least))
      throw invalid(`${name} must be a whole number of at least ${least}`);
  }
  return {
    root: rootOf(options.url),
    direction,
    streams: isList(streams) ? streams.map(pathOf) : streams,
    headers: typeof headers === "function" ? headers : () => headers,
    remotePath: options.remotePath ?? ((path) => path),
    soleWriter: options.soleWriter ?? true,
    liveStreams: options.liveStreams ?? 32,
    pollIntervalMs: options.pollIntervalMs ?? 60_000,
    batchBytes: options.batchBytes ?? 1024 * 1024,
    batchMessages: options.batchMessages ?? 10_000,
    unstorableMessages,
    maxRequests: options.maxRequests ?? 6,
    requestTimeoutMs: options.requestTimeoutMs ?? 30_000,
    backoff: options.backoff ?? {},
    connectivity: options.connectivity ?? assumedOnline,
    fetch: options.fetch ?? ((...request) => fetch(...request)),
    logger: options.logger ?? console,
  };
}

/** The URL of a remote stream, with each segment of its path encoded. */
export function remoteUrlOf({ root, remotePath }: ResolvedOptions, path: string): string {
  return streamUrl(root, remotePath(path));
}

function rootOf(url: unknown): URL {
  try {
    return parseStreamRoot(url);
  } catch (error) {
    throw invalid((error as StreamError).message);
  }
}

function isList(streams: ReplicateOptions["streams"]): streams is readonly StreamTarget[] {
  return Array.isArray(streams);
}

function invalid(problem: string): StreamError {
  return new StreamError("BAD_REQUEST", `replicate: ${problem}`);
}

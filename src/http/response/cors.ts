import { streamMethods } from "../request/allowed-methods.ts";
import { headerNames } from "../request/headers.ts";

export interface CorsOptions {
  /** Origins such as `https://app.example`, or `"*"` for any. Cookies are never allowed. */
  readonly origins: readonly string[] | "*";
}

type CorsHeaders = Readonly<Record<string, string>>;

const allowedHeaders = [
  "Content-Type",
  "Content-Encoding",
  "Authorization",
  "If-Match",
  "If-None-Match",
  headerNames.seq,
  headerNames.ttl,
  headerNames.expiresAt,
  headerNames.closed,
  headerNames.forkedFrom,
  headerNames.forkOffset,
  headerNames.forkSubOffset,
  headerNames.producerId,
  headerNames.producerEpoch,
  headerNames.producerSeq,
];

/** What a page may read, apart from what it always may, such as `Content-Type` and `Cache-Control`. */
const exposedHeaders = [
  "Accept-Encoding",
  "Allow",
  "Content-Encoding",
  "Date",
  "ETag",
  "Location",
  "Retry-After",
  "WWW-Authenticate",
  ...Object.values(headerNames),
].join(", ");

/** A list of header names (RFC 9110, sections 5.1 and 5.6.1). */
const nameList = /^[!#$%&'*+.^`|~\w-]+(?:[ \t]*,[ \t]*[!#$%&'*+.^`|~\w-]+)*$/;

/** For caches in front of the server that store responses to OPTIONS. */
const variesByQuestion = {
  Vary: "Access-Control-Request-Headers, Access-Control-Request-Private-Network",
} as const;

/**
 * The headers of the response to a preflight that say what an allowed origin may send. It may send any header: tools
 * add their own to the requests of a page, such as `traceparent`, and the handler ignores headers that it does not know.
 * Chromium also asks whether a page of another network may send requests to this one.
 */
export function preflightHeaders(request: Request, cors: CorsOptions | undefined): CorsHeaders {
  if (!cors) return {};
  if (allowedOrigin(request.headers.get("origin"), cors) === undefined) return variesByQuestion;
  const requested = request.headers.get("access-control-request-headers") ?? "";
  const isPrivateNetwork = request.headers.get("access-control-request-private-network") === "true";
  return {
    ...variesByQuestion,
    "Access-Control-Allow-Methods": streamMethods,
    "Access-Control-Allow-Headers": namesWith(nameList.test(requested) ? requested.split(",") : []),
    "Access-Control-Max-Age": "600",
    ...(isPrivateNetwork && { "Access-Control-Allow-Private-Network": "true" }),
  };
}

const variesByOrigin = { Vary: "Origin" };

/** The headers of every response that say which origins may read it. */
export function corsHeaders(request: Request, cors: CorsOptions | undefined): CorsHeaders {
  if (!cors) return {};
  if (cors.origins.length === 0) return variesByOrigin;
  return corsHeadersFor(request.headers.get("origin"), cors);
}

/** The same for a request of which only the origin is known. */
export function corsHeadersFor(origin: string | null, cors: CorsOptions): CorsHeaders {
  const allowed = allowedOrigin(origin, cors);
  return {
    ...(cors.origins !== "*" && variesByOrigin),
    ...(allowed !== undefined && {
      "Access-Control-Allow-Origin": allowed,
      "Access-Control-Expose-Headers": exposedHeaders,
    }),
  };
}

/** Names are case-insensitive: each is listed once. */
function namesWith(requested: readonly string[]): string {
  const known = new Set(allowedHeaders.map((name) => name.toLowerCase()));
  const others = requested.map((name) => name.trim()).filter((name) => !known.has(name.toLowerCase()));
  return [...allowedHeaders, ...new Set(others)].join(", ");
}

function allowedOrigin(origin: string | null, { origins }: CorsOptions): string | undefined {
  if (origins === "*") return "*";
  return origin !== null && origins.includes(origin) ? origin : undefined;
}

import { streamMethods } from "../request/allowed-methods.ts";
import { headerNames } from "../request/headers.ts";

export interface CorsOptions {
  /** Origins such as `https://app.example`, or `"*"` for any. Cookies are never allowed. */
  readonly origins: readonly string[] | "*";
}

type CorsHeaders = Readonly<Record<string, string>>;

const allowedHeaders = [
  "Content-Type",
  "Authorization",
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
].join(", ");

const exposedHeaders = ["ETag", "Location", ...Object.values(headerNames)].join(", ");

/** The headers of the response to a preflight that say what an allowed origin may send. */
export function preflightHeaders(request: Request, cors: CorsOptions | undefined): CorsHeaders {
  if (allowedOrigin(request, cors) === undefined) return {};
  return {
    "Access-Control-Allow-Methods": streamMethods,
    "Access-Control-Allow-Headers": allowedHeaders,
    "Access-Control-Max-Age": "600",
  };
}

const variesByOrigin = { Vary: "Origin" };

/** The headers of every response that say which origins may read it. */
export function corsHeaders(request: Request, cors: CorsOptions | undefined): CorsHeaders {
  if (!cors) return {};
  if (cors.origins.length === 0) return variesByOrigin;
  const origin = allowedOrigin(request, cors);
  return {
    ...(cors.origins !== "*" && { Vary: "Origin" }),
    ...(origin !== undefined && {
      "Access-Control-Allow-Origin": origin,
      "Access-Control-Expose-Headers": exposedHeaders,
    }),
  };
}

function allowedOrigin(request: Request, cors: CorsOptions | undefined): string | undefined {
  if (!cors) return undefined;
  if (cors.origins === "*") return "*";
  const origin = request.headers.get("origin");
  return origin !== null && cors.origins.includes(origin) ? origin : undefined;
}

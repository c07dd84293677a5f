import type { Answer } from "./answer.ts";
import { headerNames } from "../request/headers.ts";

export interface CorsOptions {
  /** Origins such as `https://app.example`, or `"*"` for any. Cookies are never asked for. */
  readonly origins: readonly string[] | "*";
}

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

/** The browser asks before it sends what a plain form could not (the Fetch standard, CORS preflight). */
export function answerPreflight(request: Request, cors: CorsOptions | undefined): Answer {
  return {
    status: 204,
    headers: {
      Allow: "PUT, POST, GET, HEAD, DELETE, OPTIONS",
      ...(allowedOrigin(request, cors) !== undefined && {
        "Access-Control-Allow-Methods": "PUT, POST, GET, HEAD, DELETE",
        "Access-Control-Allow-Headers": allowedHeaders,
        "Access-Control-Max-Age": "600",
      }),
    },
  };
}

const variesByOrigin = { Vary: "Origin" };

/** What every answer says about who may read it. */
export function corsHeaders(
  request: Request,
  cors: CorsOptions | undefined,
): Readonly<Record<string, string>> {
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

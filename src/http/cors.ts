import { headerNames } from "./headers.ts";

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
export function answerPreflight(request: Request, cors: CorsOptions | undefined): Response {
  const headers = new Headers({ Allow: "PUT, POST, GET, HEAD, DELETE, OPTIONS" });
  if (allowedOrigin(request, cors) !== undefined) {
    headers.set("Access-Control-Allow-Methods", "PUT, POST, GET, HEAD, DELETE");
    headers.set("Access-Control-Allow-Headers", allowedHeaders);
    headers.set("Access-Control-Max-Age", "600");
  }
  return new Response(null, { status: 204, headers });
}

export function withCors(response: Response, request: Request, cors: CorsOptions | undefined): Response {
  if (!cors) return response;
  const origin = allowedOrigin(request, cors);
  if (cors.origins !== "*") response.headers.append("Vary", "Origin");
  if (origin === undefined) return response;
  response.headers.set("Access-Control-Allow-Origin", origin);
  response.headers.set("Access-Control-Expose-Headers", exposedHeaders);
  return response;
}

function allowedOrigin(request: Request, cors: CorsOptions | undefined): string | undefined {
  if (!cors) return undefined;
  if (cors.origins === "*") return "*";
  const origin = request.headers.get("Origin");
  return origin !== null && cors.origins.includes(origin) ? origin : undefined;
}

import { allowedMethods } from "../request/allowed-methods.ts";
import { preflightHeaders, type CorsOptions } from "../response/cors.ts";
import type { ResponseParts } from "../response/response-parts.ts";

/** OPTIONS: browsers send it before requests that a plain form cannot make (Fetch standard, CORS preflight). */
export function allowPreflight(request: Request, cors: CorsOptions | undefined): ResponseParts {
  return { status: 204, headers: { Allow: allowedMethods, ...preflightHeaders(request, cors) } };
}

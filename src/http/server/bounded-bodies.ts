import { StreamError } from "../../protocol/errors.ts";
import { declaredBodyBytes } from "../request/content-length.ts";
import type { StreamsHandler } from "../options.ts";

/** Always taken: a connection has one request at a time, and connections are bounded. */
const smallBytes = 64 * 1024;

export interface BodyBounds {
  /** Of one body. What announces more is refused for that, and what announces nothing counts as this much. */
  readonly maxBodyBytes: number;
  /** Of all bodies together. */
  readonly maxBodiesBytes: number;
  readonly refuse: (error: StreamError, request: Request) => Response;
}

/** A body is read as a whole before it is used: many at once take as much memory as they announce. */
export function boundBodies(
  handler: StreamsHandler,
  { maxBodyBytes, maxBodiesBytes, refuse }: BodyBounds,
): StreamsHandler {
  let announced = 0;
  const counted = async (request: Request, bytes: number) => {
    if (announced > 0 && announced + bytes > maxBodiesBytes)
      return refuse(new StreamError("TOO_MANY", "too many large bodies are on their way"), request);
    announced += bytes;
    try {
      return await handler(request);
    } finally {
      announced -= bytes;
    }
  };
  return (request) => {
    const bytes = Math.min(maxBodyBytes, declaredBodyBytes(request.headers) ?? maxBodyBytes);
    return bytes <= smallBytes ? handler(request) : counted(request, bytes);
  };
}

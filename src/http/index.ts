/** The Durable Streams Protocol over a store: one function, `Request` to `Response`, and a server on loopback. */
export { createStreamsHandler } from "./handler.ts";
export type { StreamsHandler, StreamsHandlerOptions } from "./options.ts";
export type { CorsOptions } from "./response/cors.ts";
export { serveStreams, type ServedStreams, type ServeStreamsOptions } from "./server/serve.ts";

/** The Durable Streams Protocol over HTTP: one function, `Request` to `Response`, over a store. */
export { createStreamsHandler } from "./handler.ts";
export type { StreamsHandler, StreamsHandlerOptions } from "./options.ts";
export type { CorsOptions } from "./response/cors.ts";
export { serveStreams, type ServedStreams, type ServeStreamsOptions } from "./server/serve.ts";

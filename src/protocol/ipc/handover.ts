/**
 * How a page gets its port to the store: it makes a `MessageChannel` and posts `{ type: connectMessageType }`
 * with one of the two ports to its own window; the preload hands that port to the main process on a channel.
 */
export const connectMessageType = "electron-durable-streams:connect";

/** What the preload posts to the page once it has passed a port on. */
export const preloadMessageType = "electron-durable-streams:handed-over";

/** The channel of `exposeStreams` and `exposeStreamsPort`. */
export const defaultChannel = "electron-durable-streams:port";

/** The inspector window's own channel: what it may do has nothing to do with what the app's pages may. */
export const inspectorChannel = "electron-durable-streams:inspector-port";

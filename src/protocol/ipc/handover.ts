/**
 * A page gets its port to the store in three steps: it creates a `MessageChannel`, posts one of the two ports to its own
 * window with `{ type: connectMessageType }`, and its preload forwards that port to the main process on a channel.
 */
export const connectMessageType = "electron-durable-streams:connect";

/** Posted by the preload to the page after it has forwarded a port. */
export const preloadMessageType = "electron-durable-streams:handed-over";
export interface HandedOver {
  readonly type: typeof preloadMessageType;
  readonly channel: string;
}

/** The default channel of `exposeStreams` and `exposeStreamsPort`. */
export const defaultChannel = "electron-durable-streams:port";

/** A separate channel for inspector windows: their access is independent of what the app's pages may do. */
export const inspectorChannel = "electron-durable-streams:inspector-port";

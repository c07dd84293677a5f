/**
 * What the machine knows about its network. Only a hint: a machine that is online may not reach the server. In
 * Electron, pass `electronConnectivity()` of `electron-durable-streams/main`.
 */
export interface Connectivity {
  isOnline(): boolean;
  /**
   * Calls the listener with `"changed"` when `isOnline` may have changed, and with `"resumed"` when the machine wakes
   * up, because connections opened before the sleep are dead and report no error. Returns a function that unsubscribes.
   */
  subscribe(listener: (event: "changed" | "resumed") => void): () => void;
}

/** The default, which knows nothing. */
export const assumedOnline: Connectivity = { isOnline: () => true, subscribe: () => () => undefined };

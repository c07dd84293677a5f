/**
 * What the machine knows of its network. A hint, not a truth: being online says nothing about the server, and
 * is found out by asking it. In Electron, `electronConnectivity()` of `electron-durable-streams/main`.
 */
export interface Connectivity {
  isOnline(): boolean;
  /**
   * Calls the listener when `isOnline` may have changed (`"changed"`), and when the machine wakes up (`"resumed"`):
   * connections from before are dead then, and nobody says so. Returns how to stop.
   */
  subscribe(listener: (event: "changed" | "resumed") => void): () => void;
}

/** Where nothing is known. */
export const assumedOnline: Connectivity = { isOnline: () => true, subscribe: () => () => undefined };

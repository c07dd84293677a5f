import type { WindowHealth } from "../../protocol/inspection/health.ts";
import type { StreamStore } from "../../store/index.ts";

/** The ports that are open now, of each store: those of a store that is gone go with it. */
const openPorts = new WeakMap<StreamStore, Set<OpenPort>>();

export interface OpenPort {
  readonly label: string;
  /** Cursors that are open now. */
  readonly cursors: number;
  /** Calls without an answer. */
  readonly calls: number;
}

/** Counts a port as open until the returned function is called. */
export function enterPort(store: StreamStore, port: OpenPort): () => void {
  const ports = openPorts.get(store) ?? new Set();
  openPorts.set(store, ports);
  ports.add(port);
  return () => ports.delete(port);
}

export function windowsOf(store: StreamStore): WindowHealth[] {
  return [...(openPorts.get(store) ?? [])].map(({ label, cursors, calls }) => ({ label, cursors, calls }));
}

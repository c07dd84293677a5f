import type { WindowHealth } from "../../protocol/inspection/health.ts";
import type { StreamStore } from "../../store/index.ts";

/** The open ports of each store. */
const openPorts = new WeakMap<StreamStore, Set<OpenPort>>();

export interface OpenPort {
  readonly label: string;
  /** The number of open cursors. */
  readonly cursors: number;
  /** The number of calls without a response. */
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

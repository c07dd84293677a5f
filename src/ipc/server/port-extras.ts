import type { OpenSource } from "./cursors/cursor.ts";

/**
 * Operations and cursors that a port serves in addition to those of windows, by name: for the process that hosts
 * the store. Ports of windows have none.
 */
export interface PortExtras {
  readonly operations: Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;
  readonly cursors: Readonly<Record<string, OpenSource>>;
}

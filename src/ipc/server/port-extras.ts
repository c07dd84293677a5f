import type { OpenSource } from "./cursors/cursor.ts";

/**
 * What may be called and opened over a port besides the operations and cursors of windows, by name: for the
 * process that a store is hosted for. No window's port has any.
 */
export interface PortExtras {
  readonly operations: Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;
  readonly cursors: Readonly<Record<string, OpenSource>>;
}

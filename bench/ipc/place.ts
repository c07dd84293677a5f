import type { IpcHost } from "./host.ts";
import type { IpcWindow } from "./window.ts";

/** Calls a method of an object in another thread or process. */
export type Remote<T> = <Name extends keyof T>(
  name: Name,
  ...args: T[Name] extends (...args: infer Args) => unknown ? Args : never
) => Promise<T[Name] extends (...args: never) => Promise<infer Result> ? Result : never>;

/** Where the window and the main process run: threads of Node, or Electron's processes. */
export interface Place {
  readonly host: Remote<IpcHost>;
  readonly window: Remote<IpcWindow>;
  close(): Promise<void>;
}

/** Resolves to a text that says why if the place cannot be opened here. */
export type OpenPlace = (directory: string) => Promise<Place | string>;
